from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import AuthorError
from studio.numbers import Number
from studio.script.source_file import SourceFile, read_source_file, suggestion

LINES = st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"])), min_size=1)


@given(LINES, st.data())
def test_a_place_is_its_line_and_column(lines, data):
    row = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.integers(0, len(lines[row])))
    file = SourceFile(Path("a.md"), "".join(line + "\n" for line in lines), {})
    at = sum(len(line) + 1 for line in lines[:row]) + column
    file.error(at, "Message.", "Fix.")
    (problem,) = file.problems
    assert (problem.line, problem.column, problem.source) == (row + 1, column + 1, lines[row])
    assert file.line_at(at) == row + 1
    assert file.start_of(row) + column == at


def test_a_place_past_the_end_is_the_end():
    file = SourceFile(Path("a.md"), "one\ntwo\n", {})
    file.error(99, "Message.", "Fix.")
    assert (file.problems[0].line, file.problems[0].column, file.problems[0].source) == (2, 4, "two")


@pytest.mark.parametrize("data", [b"a\nb\n", b"a\r\nb", b"\xef\xbb\xbfa\rb\r", b"\xef\xbb\xbfa\nb"])
def test_marks_and_line_breaks_of_any_system_are_read(tmp_path, data):
    path = tmp_path / "a.md"
    path.write_bytes(data)
    assert read_source_file(path, {}).text == "a\nb\n"


@pytest.mark.parametrize(
    ("data", "place", "source"),
    [
        (b"\xff\xfea\x00", (1, 1), "\ufffd\ufffda\x00"),
        ("één\r\ntwo é".encode() + b"\xe9 x\r\nthree", (2, 6), "two é\ufffd x"),
        (b"\xef\xbb\xbfone\ntwo\n\xa0", (3, 1), "\ufffd"),
    ],
)
def test_bytes_that_are_not_text_are_pointed_at(tmp_path, data, place, source):
    path = tmp_path / "a.md"
    path.write_bytes(data)
    with pytest.raises(AuthorError, match="not UTF-8") as caught:
        read_source_file(path, {})
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == place
    assert problem.source == source


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(AuthorError, match="no such file"):
        read_source_file(tmp_path / "none.md", {})
    with pytest.raises(AuthorError, match="folder"):
        read_source_file(tmp_path, {})
    (tmp_path / "file").touch()
    with pytest.raises(AuthorError, match="cannot be read"):
        read_source_file(tmp_path / "file" / "a.md", {})


def test_control_characters_are_refused_once_a_line(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"one\tfine\na\x07b\x07\n\x00")
    file = read_source_file(path, {})
    assert [(p.line, p.column) for p in file.problems] == [(2, 2), (3, 1)]
    assert "U+0007" in file.problems[0].message


def fill(text, numbers):
    file = SourceFile(Path("a.md"), text + "\n", numbers)
    return file.fill(text, lambda offset: offset), file.problems


def test_numbers_are_filled_into_plain_text():
    text, problems = fill(r"{q1} and \{q1\}, a\b \\ W_Q *x*", {"q1": Number(-0.9)})
    assert text == r"−0.90 and {q1}, a\b \ W_Q *x*"
    assert not problems


def test_numbers_that_are_not_known_yet_stay():
    assert fill("{any}", None) == ("{any}", [])


@pytest.mark.parametrize("wrong", ["{q9}", "{q 1}", "{q.real}", "{q1:x}", "{}", "{", "}", "{pause 1}", "{2}"])
def test_what_is_no_number_is_refused_where_it_stands(wrong):
    text, (problem,) = fill(f"a {wrong}", {"q1": Number(1)})
    assert text == f"a {wrong}"
    assert problem.column == 3
    assert problem.fix


def test_the_nearest_number_is_named():
    assert fill("{Q1}", {"q1": "x", "token": "y"})[1][0].fix == "Did you mean `q1`?"
    assert fill("{tokn}", {"q1": "x", "token": "y"})[1][0].fix == "Did you mean `token`?"
    assert "table of numbers" in fill("{q1}", {})[1][0].fix
    assert suggestion("zebra", ["q1"]) == ""
