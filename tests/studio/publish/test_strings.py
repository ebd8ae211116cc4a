"""The studio's own words, and what is made of them."""

from __future__ import annotations

import pytest

from studio.publish.strings import lesson_title, studio_strings
from studio.script.front_matter import FrontMatter

TOLD = {"title": "Waves", "minutes": 1, "scenes": "s"}


@pytest.mark.parametrize(
    ("course", "title"), [({}, "Waves"), ({"section": "A"}, "Waves"), ({"module": 3}, "Module 3: Waves")]
)
def test_a_title_has_the_number_of_the_module_where_there_is_one(
    course: dict[str, object], title: str
) -> None:
    assert lesson_title(FrontMatter.model_validate(TOLD | {"course": course})) == title


@pytest.mark.parametrize("language", ["en", "en-GB", "xx"])
def test_words_are_english_where_there_are_no_others(language: str) -> None:
    assert studio_strings(language)["module"] == "Module"
