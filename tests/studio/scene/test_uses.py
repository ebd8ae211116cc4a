"""What a scene asks of its script is noted, name by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from studio.numbers import Number
from studio.scene.context import ChapterContext
from studio.scene.uses import Uses, values_of
from studio.script.front_matter import FrontMatter

Make = Callable[..., ChapterContext]
Ask = Callable[[ChapterContext], object]


@pytest.fixture
def told(context: Make) -> ChapterContext:
    return context(labels={"query": "Query", "key": "Key"}, numbers={"q1": Number(0.12), "token": "king"})


def used(context: ChapterContext, ask: Ask) -> set[str]:
    uses = Uses()
    ask(uses.noting(context))
    return uses.names


@pytest.mark.parametrize(
    ("ask", "names"),
    [
        (lambda chapter: chapter.title, set()),
        (lambda chapter: chapter.labels["query"], {"labels.query"}),
        (lambda chapter: "none" in chapter.labels, {"labels.none"}),
        (lambda chapter: chapter.numbers.get("q1"), {"numbers.q1"}),
        (lambda chapter: chapter.numbers.get("none"), {"numbers.none"}),
        (lambda chapter: list(chapter.labels), {"labels"}),
        (lambda chapter: len(chapter.numbers), {"numbers"}),
        (lambda chapter: {**chapter.labels}, {"labels", "labels.query", "labels.key"}),
        (lambda chapter: chapter.front.language, {"front.language"}),
        (lambda chapter: chapter.front.labels.get("query"), {"front.labels"}),
        (lambda chapter: chapter.front.model_dump(), {"front"}),
        (lambda chapter: dict(chapter.front), {"front"}),
    ],
)
def test_what_is_asked_for_is_noted(told: ChapterContext, ask: Ask, names: set[str]) -> None:
    assert used(told, ask) == names


def test_the_answers_are_those_of_the_chapter_itself(told: ChapterContext) -> None:
    noted = Uses().noting(told)
    assert dict(noted.labels) == told.labels
    assert dict(noted.numbers) == told.numbers
    assert dict(noted.front) == dict(told.front)
    assert (noted.id, noted.slides) == (told.id, told.slides)
    with pytest.raises(KeyError):
        noted.labels["none"]
    with pytest.raises(AttributeError):
        noted.front.none  # type: ignore[attr-defined]  # noqa: B018


def edited(context: ChapterContext, change: Mapping[str, Any]) -> ChapterContext:
    front = change.get("front", {})
    other = FrontMatter.model_validate({**context.front.model_dump(), **front})
    return replace(
        context,
        front=other,
        labels={**context.labels, **change.get("labels", {})},
        numbers={**context.numbers, **change.get("numbers", {})},
    )


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"labels": {"query": "Other"}}, {"labels.query", "labels"}),
        ({"labels": {"added": "Other"}}, {"labels"}),
        ({"numbers": {"q1": Number(0.1201)}}, {"numbers.q1"}),  # though written the same
        ({"numbers": {"q1": Number(0.12, 3)}}, {"numbers.q1"}),
        ({"numbers": {"token": "queen"}}, {"numbers.token"}),
        ({"numbers": {"none": "now there is one"}}, {"numbers.none"}),
        ({"front": {"language": "de"}}, {"front.language", "front"}),
        ({"front": {"minutes": 2}}, {"front"}),
    ],
)
def test_only_what_was_edited_has_another_value(
    told: ChapterContext, change: Mapping[str, Any], names: set[str]
) -> None:
    asked = ["labels.query", "labels.key", "labels", "numbers.q1", "numbers.token", "numbers.none"]
    asked += ["front.language", "front.title", "front"]
    before, after = values_of(told, asked), values_of(edited(told, change), asked)
    assert {name for name in asked if before[name] != after[name]} == names
