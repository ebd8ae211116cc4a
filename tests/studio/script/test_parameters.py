from collections.abc import Mapping

import pytest

from studio.errors import StudioError
from studio.script.front_matter import FrontMatter
from studio.script.parameters import resolve_parameters


def front(parameters: Mapping[str, str]) -> FrontMatter:
    told = {"title": "T", "minutes": 1, "scenes": "s", "parameters": parameters}
    return FrontMatter.model_validate(told)


LESSON = front({"token": "king", "shade": "red"})


@pytest.mark.parametrize(
    ("given", "resolved"),
    [
        ({}, {"token": "king", "shade": "red"}),
        ({"shade": "blue"}, {"token": "king", "shade": "blue"}),
        ({"shade": "", "token": "queen"}, {"token": "queen", "shade": ""}),
    ],
)
def test_what_is_given_takes_the_place_of_the_script_s(
    given: dict[str, str], resolved: dict[str, str]
) -> None:
    assert list(resolve_parameters(LESSON, given).items()) == list(resolved.items())


@pytest.mark.parametrize(
    ("lesson", "message"),
    [
        (LESSON, "This lesson has no parameter `tokne`. Did you mean `token`?"),
        (front({"zz": "x", "yy": "x"}), "This lesson has no parameter `tokne`. It has: zz, yy."),
        (front({}), "This lesson has no parameters, so `tokne` cannot be set."),
    ],
)
def test_an_unknown_parameter_is_refused(lesson: FrontMatter, message: str) -> None:
    with pytest.raises(StudioError) as caught:
        resolve_parameters(lesson, {"tokne": "queen"})
    assert str(caught.value) == message
