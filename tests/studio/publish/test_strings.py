"""The studio's own words in the language of a lesson."""

from __future__ import annotations

from studio.publish.strings import studio_strings


def test_strings_are_english_where_there_are_none_of_the_language() -> None:
    assert studio_strings("en")["chapters"] == "Chapters"
    assert studio_strings("de-AT") == studio_strings("en-GB") == studio_strings("en")
