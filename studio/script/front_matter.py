"""The front matter: what a script says about itself, in YAML."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core.core_schema import ValidationInfo

from studio.script.source_file import SourceFile, suggestion


def _names_scenes(value: str) -> str:
    path = PurePosixPath(value)
    if path.suffix == ".py":
        valid = not path.is_absolute() and "\\" not in value
    else:
        valid = all(part.isidentifier() and not iskeyword(part) for part in value.split("."))
    if not valid:
        raise ValueError(value)
    return value


def _within_course(module: int, info: ValidationInfo) -> int:
    if module > info.data.get("modules", module):
        raise ValueError(module)
    return module


Words = Annotated[str, StringConstraints(min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class FrontMatter(BaseModel):
    """What a script says about itself.

    The description of a key is also the way out that is shown to whoever made a mistake in it. Values are
    read as they are written: ``no`` and ``12`` are words where words are asked for. `title`, `subtitle` and
    `labels` have their numbers filled in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)

    modules: int = Field(42, ge=1, description="a whole number: how many modules the course has")
    module: Annotated[int, AfterValidator(_within_course)] = Field(
        ge=1, description="a whole number, at most `modules`: which module of the course this is"
    )
    title: Words = Field(description="the title of the module")
    subtitle: str = Field("", description="a sentence below the title")
    section: str = Field("", description="the section of the course")
    track: str = Field("", description="the track of the course")
    prerequisite: int | str | None = Field(
        None, union_mode="left_to_right", description="what comes before: the number of a module, or words"
    )
    minutes: float = Field(gt=0, le=600, description="a number above 0: the length aimed at, in minutes")
    scenes: Annotated[str, AfterValidator(_names_scenes)] = Field(
        description="the Python package of the scenes, such as `scenes`, or a .py file relative to the script"
    )
    voice: Words = Field("pyttsx3", description="the name of a voice engine, such as `pyttsx3`")
    rate: int = Field(150, ge=80, le=400, description="a whole number from 80 to 400: words a minute")
    token: Words = Field("king", description="the token that the lesson computes with")
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


@dataclass(frozen=True)
class _Spot:
    """Where a key stands in the script, and where its value starts and ends."""

    key: int
    start: int
    end: int


Table = TypeVar("Table", bound=BaseModel)

_SHOWN = ("title", "subtitle", "labels")
_UNWANTED = (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken, yaml.DirectiveToken)
_SHAPES: dict[type, str] = {dict: "a table", list: "a list"}
_QUOTE = 'Put a value that holds ": " or "#", or starts with a sign, in quotes.'


def line_of(script: Path, *keys: str) -> int:
    """The line of a key of a script's front matter, or of an entry in the table below it.

    Where there is no such entry, that of the last key that there is; 1 if there is none.

    Raises
    ------
    OSError
        If the script cannot be read.
    yaml.YAMLError
        If its front matter is none.
    """
    # The front matter is the first document of a stream; what follows it is not looked at.
    node = next(yaml.compose_all(script.read_text(encoding="utf-8-sig"), yaml.BaseLoader), None)
    line = 1
    for key in keys:
        table = node.value if isinstance(node, yaml.MappingNode) else []
        name, node = next(((name, value) for name, value in table if name.value == key), (None, None))
        line = line if name is None else name.start_mark.line + 1
    return line


def read_front(file: SourceFile, start: int, end: int) -> FrontMatter | None:
    """Read the YAML between two places of a script.

    Returns
    -------
    FrontMatter or None
        None if it could not be read; the file then holds the problems.
    """
    front, _ = read_table(file, start, end, FrontMatter, _SHOWN)
    return front


def read_table(
    file: SourceFile, start: int, end: int, model: type[Table], shown: Collection[str]
) -> tuple[Table | None, dict[str, int]]:
    """Read the YAML between two places of a file.

    Parameters
    ----------
    file
        The file; it is given the problems.
    start, end
        The places.
    model
        What may stand there; the description of each key is shown as the way out of a mistake in it. Keys
        that were called otherwise once stand in its ``renamed``, by their old names.
    shown
        The keys whose values have their numbers filled in.

    Returns
    -------
    table : BaseModel or None
        None if it could not be read.
    places : dict
        Where the value of each key begins.
    """
    root = _compose(file, start, end)
    if root is None:
        return None, {}
    spots: dict[tuple[str, ...], _Spot] = {}
    data = _plain(file, root, start, (), spots, shown)
    if not isinstance(data, dict):
        file.error(start, "The front matter is no table.", "Write one `key: value` a line.")
        return None, {}
    places = {path[0]: spot.start for path, spot in spots.items() if len(path) == 1}
    try:
        return model.model_validate(data), places
    except ValidationError as error:
        _explain(file, error, data, spots, model)
        return None, places


def _compose(file: SourceFile, start: int, end: int) -> yaml.Node | None:
    text = file.text[start:end]
    try:
        unwanted = [token for token in yaml.scan(text, yaml.BaseLoader) if isinstance(token, _UNWANTED)]
        for token in unwanted:
            file.error(start + token.start_mark.index, "Anchors, aliases and tags are not allowed.", _QUOTE)
        if not unwanted:
            return yaml.compose(text, yaml.BaseLoader) or yaml.MappingNode("", [])
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = start + (mark.index if mark else 0)
        file.error(at, f"This is not YAML: {error.problem}.", _QUOTE)
    except yaml.reader.ReaderError as error:
        file.error(start + error.position, "YAML does not allow this character.", "Delete it.")
    except RecursionError:
        file.error(start, "The front matter is nested too deeply.", "Write one `key: value` a line.")
    return None


def _plain(
    file: SourceFile,
    node: yaml.Node,
    base: int,
    path: tuple[str, ...],
    spots: dict[tuple[str, ...], _Spot],
    shown: Collection[str],
) -> Any:
    """Turn nodes into str, list and dict; note where each value of a table stands; fill the numbers in."""
    if isinstance(node, yaml.ScalarNode):
        text: str = node.value
        if not path or path[0] not in shown:
            return text
        return file.fill(text, lambda offset: _place(file, text, offset, spots[path]))
    if isinstance(node, yaml.SequenceNode):
        return [item.value for item in node.value]
    table: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, at = key_node.value, base + key_node.start_mark.index
        if not isinstance(key_node, yaml.ScalarNode):
            file.error(at, "This key is no word.", "Write one `key: value` a line.")
        elif key in table:
            file.error(at, f"`{key}` stands here for the second time.", "Keep one of the two.")
        else:
            inner = (*path, key)
            spots[inner] = _Spot(at, base + value_node.start_mark.index, base + value_node.end_mark.index)
            table[key] = _plain(file, value_node, base, inner, spots, shown)
    return table


def _place(file: SourceFile, text: str, offset: int, spot: _Spot) -> int:
    """Find in the script the brace that stands at an offset of a value: as the n-th one of its kind."""
    brace = text[offset]
    source = file.text[spot.start : spot.end]
    places = [at for at, sign in enumerate(source, spot.start) if sign == brace]
    nth = text[:offset].count(brace)
    return places[nth] if nth < len(places) else spot.start


def _explain(
    file: SourceFile,
    error: ValidationError,
    data: dict[str, Any],
    spots: dict[tuple[str, ...], _Spot],
    model: type[BaseModel],
) -> None:
    fields = model.model_fields
    seen = set()
    for detail in error.errors():
        path = tuple(str(part) for part in detail["loc"])
        key = path[0]
        description = fields[key].description if key in fields else ""
        if detail["type"] == "missing":
            file.error(0, f"The front matter has no `{key}`.", f"Add `{key}:` and {description}.")
        elif detail["type"] == "extra_forbidden":
            new = getattr(model, "renamed", {}).get(key)
            fix = f"Write `{new}:`." if new else suggestion(key, fields)
            fix = fix or f"The keys are {', '.join(fields)}."
            file.error(spots[path].key, f"`{key}` is no key of the front matter.", fix)
        elif path[-1] == "[key]":
            message = f"`{path[-2]}` cannot be a name in `{key}`."
            file.error(spots[path[:-1]].key, message, f"Write {description}.")
        else:
            while path not in spots:  # pydantic adds the member of a union that it tried
                path = path[:-1]
            if path not in seen:
                seen.add(path)
                value = data[key] if len(path) == 1 else data[key][path[1]]
                shown = "empty" if value == "" else _SHAPES.get(type(value), f"`{value}`")
                quote = "" if isinstance(value, str) else f" {_QUOTE}"
                message = f"`{'.'.join(path)}` cannot be {shown}."
                file.error(spots[path].start, message, f"Write {description}.{quote}")
