"""The front matter: what a script says about itself, in YAML."""

from __future__ import annotations

from keyword import iskeyword
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core.core_schema import ValidationInfo


def _names_scenes(value: str) -> str:
    path = PurePosixPath(value)
    if path.suffix == ".py":
        valid = not path.is_absolute() and "\\" not in value
    else:
        valid = all(part.isidentifier() and not iskeyword(part) for part in value.split("."))
    if not valid:
        raise ValueError(value)
    return value


def _with_its_module(modules: int, info: ValidationInfo) -> int:
    module = info.data.get("module")
    if module is not None and module > modules:
        raise ValueError(modules)
    return modules


def _is_argument(name: str) -> str:
    if iskeyword(name):
        raise ValueError(name)
    return name


Words = Annotated[str, StringConstraints(min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Parameter = Annotated[Name, AfterValidator(_is_argument)]


class Course(BaseModel):
    """Where a lesson stands in a course; all of it may be left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    module: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="a whole number: which module of the course this is"
    )
    modules: Annotated[int, Field(ge=1), AfterValidator(_with_its_module)] | None = Field(
        default=None, description="a whole number, at least `module`: how many modules the course has"
    )
    section: str = Field(default="", description="the section of the course")
    track: str = Field(default="", description="the track of the course")
    prerequisite: int | str | None = Field(
        default=None,
        union_mode="left_to_right",
        description="what comes before: the number of a module, or words",
    )


class FrontMatter(BaseModel):
    """What a script says about itself.

    The description of a key is also the way out that is shown to whoever made a mistake in it. Values are
    read as they are written: ``no`` and ``12`` are words where words are asked for. `title`, `subtitle` and
    `labels` have their numbers filled in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)

    title: Words = Field(description="the title of the lesson")
    subtitle: str = Field("", description="a sentence below the title")
    course: Course = Field(
        Course(),
        description=f"a table of what the lesson is in its course: {', '.join(Course.model_fields)}",
    )
    minutes: float = Field(gt=0, le=600, description="a number above 0: the length aimed at, in minutes")
    scenes: Annotated[str, AfterValidator(_names_scenes)] = Field(
        description="the Python package of the scenes, such as `scenes`, or a .py file relative to the script"
    )
    voice: Words = Field("pyttsx3", description="the name of a voice engine, such as `pyttsx3`")
    rate: int = Field(150, ge=80, le=400, description="a whole number from 80 to 400: words a minute")
    parameters: dict[Parameter, Words] = Field(
        default_factory=dict,
        description="names (letters, digits, `_`), each with a word: what the lesson can be rendered for",
    )
    language: str = Field(
        "en",
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$",
        description="a language tag, such as `en` or `en-GB`",
    )
    pause: float = Field(
        0.6, ge=0, le=60, description="a number from 0 to 60: seconds of rest after each slide"
    )
    labels: dict[Name, Words] = Field(
        default_factory=dict,
        description="names (letters, digits, `_`), each with the words to show on screen",
    )
    pronounce: dict[Words, Words] = Field(
        default_factory=dict, description="written words, each with the words to say for them"
    )


SHOWN = ("title", "subtitle", "labels")
"""The keys whose values have their numbers filled in."""

MOVED = {**{key: f"course.{key}" for key in Course.model_fields}, "token": "parameters.token"}
"""How keys of old are written now."""
