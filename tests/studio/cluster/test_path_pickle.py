"""Folders that another machine has elsewhere."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from studio.cluster.path_pickle import dump, load
from studio.errors import AuthorError, Problem

HERE = {"store": Path("/home/ada/lesson/.cache"), "lesson": Path("/home/ada/lesson")}
THERE = {"store": Path("/tmp/store-1"), "lesson": Path("/tmp/lessons/5e1f")}

names = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=8).filter(
    lambda name: name not in {".", ".."}
)


def test_a_path_is_found_again_in_the_folder_of_the_same_name() -> None:
    value = {"scenes": [HERE["lesson"] / "scenes" / "a.py"], "store": HERE["store"], "other": Path("/usr/x")}
    assert load(dump(value, HERE), THERE) == {
        "scenes": [Path("/tmp/lessons/5e1f/scenes/a.py")],
        "store": Path("/tmp/store-1"),
        "other": Path("/usr/x"),
    }


def test_a_folder_with_a_longer_name_is_another_one() -> None:
    path = Path("/home/ada/lesson-2/a.py")
    assert load(dump(path, HERE), THERE) == path


def test_texts_are_left_alone_unless_it_is_asked_for() -> None:
    label = f"see {HERE['lesson']}/scenes"
    assert load(dump(label, HERE), THERE) == label
    assert load(dump(label, HERE, texts=True), THERE) == "see /tmp/lessons/5e1f/scenes"


def test_an_authors_mistake_points_at_the_authors_own_file() -> None:
    there = THERE["lesson"] / "scenes" / "a.py"
    error = AuthorError([Problem(there, 3, 0, f"No such file: {there}.x.", f"Mend {there}.", "x = 1")])
    back = load(dump(error, THERE, texts=True), HERE)
    here = HERE["lesson"] / "scenes" / "a.py"
    assert back.problems == (Problem(here, 3, 0, f"No such file: {here}.x.", f"Mend {here}.", "x = 1"),)
    assert str(THERE["lesson"]) not in str(back)


@given(
    st.recursive(
        st.none()
        | st.text(max_size=20)
        | st.builds(
            lambda place, parts: HERE[place].joinpath(*parts), st.sampled_from(list(HERE)), st.lists(names)
        ),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    )
)
def test_there_and_back_nothing_is_changed(value: object) -> None:
    there = load(dump(value, HERE), THERE)
    assert load(dump(there, THERE, texts=True), HERE) == value
