import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.script.front_matter import FrontMatter

BODY = "\n# One {scene=One}\n\n## First\n\nWords.\n"
GOOD = {"module": "22", "title": "Q", "scenes": "scenes", "minutes": "8"}


def front(**keys):
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in (GOOD | keys).items()) + "---\n"


def place_of(problem):
    return problem.line, problem.column


def test_every_key_is_read(write):
    text = """\
---
module: 22
modules: 42
title: "Q, K, V: the projections of {token}."
subtitle: It has {d_model} of them.
section: Architecture
track: A · Gemini
prerequisite: 12
minutes: 3.5
scenes: lessons.qkv
voice: hibari
rate: 160
token: no
language: en-GB
pause: 0
labels:
  role: What {token} looks for
  brace: 'a \\{b\\}'
pronounce:
  W_Q: W Q
  12: twelve
---
"""
    script = write.read(text + BODY)
    assert script.front == FrontMatter(
        module=22,
        modules=42,
        title="Q, K, V: the projections of king.",
        subtitle="It has 12,288 of them.",
        section="Architecture",
        track="A · Gemini",
        prerequisite=12,
        minutes=3.5,
        scenes="lessons.qkv",
        voice="hibari",
        rate=160,
        token="no",
        language="en-GB",
        pause=0.0,
        labels={"role": "What king looks for", "brace": "a {b}"},
        pronounce={"W_Q": "W Q", "12": "twelve"},
    )
    assert script.labels == script.front.labels
    assert hash(script) == hash(script)


def test_what_is_left_out_has_its_default(write):
    read = write.read(front() + BODY).front
    assert (read.modules, read.voice, read.rate, read.token, read.language, read.pause) == (
        42,
        "pyttsx3",
        150,
        "king",
        "en",
        0.6,
    )
    assert (read.subtitle, read.prerequisite, read.labels, read.pronounce) == ("", None, {}, {})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("module", "x"),
        ("module", "0"),
        ("module", "43"),
        ("modules", "-1"),
        ("title", ""),
        ("title", "{q1}"),
        ("title", "[a]"),
        ("minutes", "0"),
        ("minutes", "8:00"),
        ("minutes", ".nan"),
        ("minutes", "inf"),
        ("scenes", "my-scenes"),
        ("scenes", ".scenes"),
        ("scenes", "a.class"),
        ("scenes", "/a/b.py"),
        ("rate", "79"),
        ("rate", "401"),
        ("rate", "150.5"),
        ("pause", "-0.1"),
        ("token", '""'),
        ("language", "english"),
        ("labels", "[a]"),
        ("pronounce", "W"),
        ("prerequisite", "{a: b}"),
    ],
)
def test_a_value_that_will_not_do_is_pointed_at(write, key, value):
    text = front(**{key: value})
    problem = write.problem(text + BODY)
    line = text.splitlines().index(f"{key}: {value}") + 1
    assert problem.line == line
    assert problem.column == len(key) + 3 or value == ""
    assert problem.source == f"{key}: {value}"
    assert key in problem.message
    assert problem.fix.startswith("Write ")


@pytest.mark.parametrize("scenes", ["scenes", "a.b", "scene.py", "../x/my-scenes.py"])
def test_scenes_are_a_package_or_a_file(write, scenes):
    assert write.read(front(scenes=scenes) + BODY).front.scenes == scenes


def test_an_unknown_key_is_offered_the_nearest(write):
    problem = write.problem(front(tilte="x") + BODY)
    assert place_of(problem) == (6, 1)
    assert problem.fix == "Did you mean `title`?"
    assert "minutes" in write.problem(front(zzz="x") + BODY).fix


def test_missing_keys_are_all_named(write):
    problems = write.problems("---\ntrack: A\n---\n" + BODY)
    assert [place_of(problem) for problem in problems] == [(1, 1)] * 4
    assert {key for key in GOOD if any(f"`{key}`" in problem.message for problem in problems)} == GOOD.keys()


@pytest.mark.parametrize(
    ("lines", "place", "word"),
    [
        ("title: again\n", (6, 1), "second time"),
        ("labels:\n  a: x\n  b: y\n  a: z\n", (9, 3), "second time"),
        ("labels:\n  1x: x\n", (7, 3), "1x"),
        ("labels:\n  a: x\n  b: [y]\n", (8, 6), "labels.b"),
        ("pronounce:\n  W_Q: ''\n", (7, 8), "pronounce.W_Q"),
        ("? [a, b]\n: x\n", (6, 3), "no word"),
        ("subtitle: a: b\n", (6, 12), "YAML"),
        ("subtitle: 'a\n", (7, 1), "YAML"),
        ("\tsubtitle: a\n", (6, 1), "YAML"),
        ("subtitle: &a x\n", (6, 11), "Anchors"),
        ("subtitle: *a\n", (6, 11), "Anchors"),
        ("subtitle: !!int 3\n", (6, 11), "Anchors"),
        ("<<: {track: x}\n", (6, 1), "<<"),
        ("subtitle: x\ufffe\n", (6, 12), "character"),
        ("subtitle: a {nope}\n", (6, 13), "nope"),
        ("subtitle: 'it''s {token}, {nope} and {token'\n", (6, 38), "brace"),
        ("labels:\n  a: |\n    {token}\n    is {nope}.\n", (9, 8), "nope"),
        ('labels:\n  a: "\\x7bnope}"\n', (7, 6), "nope"),
    ],
)
def test_a_mistake_is_pointed_at(write, lines, place, word):
    problems = write.problems(front()[:-4] + lines + "---\n" + BODY)
    assert place in [place_of(problem) for problem in problems]
    assert word in " ".join(problem.message for problem in problems)


def test_a_deep_nest_is_refused(write):
    assert "deep" in write.problem(front(subtitle="[" * 1000 + "]" * 1000) + BODY).message


@pytest.mark.parametrize("text", ["just words\n", "- a\n- b\n"])
def test_front_matter_is_a_table(write, text):
    assert place_of(write.problem(f"---\n{text}---\n{BODY}")) == (2, 1)


def test_empty_front_matter_misses_its_keys(write):
    assert len(write.problems("---\n---\n" + BODY)) == 4


def test_front_matter_that_is_missing_or_open(write):
    problem = write.problem(BODY)
    assert place_of(problem) == (1, 1)
    assert "no front matter" in problem.message
    problem = write.problem("---\nmodule: 22\ntitle: Q\n" + BODY)
    assert place_of(problem) == (1, 1)
    assert "no end" in problem.message


@given(st.lists(st.sampled_from(["rate: 150", "track: A", "voice: x", "pause: 1"]), unique=True), st.data())
def test_a_wrong_line_among_good_ones_is_found(write, lines, data):
    row = data.draw(st.integers(0, len(lines)))
    indent = data.draw(st.integers(1, 9))
    lines = [*lines[:row], f"minutes:{' ' * indent}none", *lines[row:]]
    text = "---\nmodule: 1\ntitle: T\nscenes: s\n" + "\n".join(lines) + "\n---\n" + BODY
    assert place_of(write.problem(text)) == (row + 5, 9 + indent)


@given(st.text(st.sampled_from("ab: \n\t-[]{}#&*!|>'\"%@`,?\\\x85\u2028é1")))
def test_arbitrary_yaml_gives_problems_and_no_other_error(write, text):
    for problem in write.problems(f"---\n{text}\n---\n{BODY}"):
        assert problem.line >= 1
        assert problem.column >= 1
