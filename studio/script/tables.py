"""A table that an author writes in YAML: composed once, filled and checked as often as is needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from studio.script.source_file import SourceFile, suggestion

Keys = tuple[str, ...]
"""The way to a value: a key, or a key and one of the table below it."""


@dataclass(frozen=True)
class Spot:
    """Where a key stands in the file, and where its value starts and ends."""

    key: int
    start: int
    end: int


@dataclass(frozen=True)
class Table:
    """A table as it is written: every value is a str, a list or a dict.

    Parameters
    ----------
    data
        The values.
    spots
        Where each of them stands, those of inner tables too.
    """

    data: Mapping[str, Any]
    spots: Mapping[Keys, Spot]


Model = TypeVar("Model", bound=BaseModel)

_UNWANTED = (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken, yaml.DirectiveToken)
_SHAPES: dict[type, str] = {dict: "a table", list: "a list"}
_QUOTE = 'Put a value that holds ": " or "#", or starts with a sign, in quotes.'


def compose_table(file: SourceFile, start: int, end: int) -> Table | None:
    """Compose the YAML between two places of a file.

    Returns
    -------
    Table or None
        None if there is none; the file then holds the problems.
    """
    root = _compose(file, start, end)
    if root is None:
        return None
    spots: dict[Keys, Spot] = {}
    data = _plain(file, root, start, (), spots)
    if isinstance(data, dict):
        return Table(data, spots)
    file.error(start, "The front matter is not a table.", "Write one `key: value` a line.")
    return None


def check_table(
    file: SourceFile,
    table: Table,
    model: type[Model],
    shown: Collection[str] = (),
    moved: Mapping[str, str] | None = None,
) -> Model | None:
    """Fill the numbers of a file into a table and check what it says.

    Parameters
    ----------
    file
        The file; it is given the problems.
    table
        From `compose_table`.
    model
        What may stand there; the description of each key is shown as the way out of a mistake in it.
    shown
        The keys whose values have their numbers filled in.
    moved
        Keys of old, each with the key that takes its place; ``"course.module"`` is one of a table.

    Returns
    -------
    BaseModel or None
        None if it cannot be used.
    """
    data = {
        key: _fill(file, table, value, (key,)) if key in shown else value for key, value in table.data.items()
    }
    try:
        return model.model_validate(data)
    except ValidationError as error:
        _explain(file, error, Table(data, table.spots), model, moved or {})
        return None


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


def _plain(file: SourceFile, node: yaml.Node, base: int, path: Keys, spots: dict[Keys, Spot]) -> Any:
    """Turn nodes into str, list and dict; note where each value of a table stands."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [item.value for item in node.value]
    table: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, at = key_node.value, base + key_node.start_mark.index
        if not isinstance(key_node, yaml.ScalarNode):
            file.error(at, "This key is not a word.", "Write one `key: value` a line.")
        elif key in table:
            file.error(at, f"`{key}` stands here for the second time.", "Keep one of the two.")
        else:
            inner = (*path, key)
            spots[inner] = Spot(at, base + value_node.start_mark.index, base + value_node.end_mark.index)
            table[key] = _plain(file, value_node, base, inner, spots)
    return table


def _fill(file: SourceFile, table: Table, value: Any, path: Keys) -> Any:
    """Fill the numbers into a value and into those below it."""
    if isinstance(value, dict):
        return {key: _fill(file, table, inner, (*path, key)) for key, inner in value.items()}
    if isinstance(value, str):
        return file.fill(value, lambda offset: _place(file, value, offset, table.spots[path]))
    return value


def _place(file: SourceFile, text: str, offset: int, spot: Spot) -> int:
    """Find in the file the brace that stands at an offset of a value: as the n-th one of its kind."""
    brace = text[offset]
    source = file.text[spot.start : spot.end]
    places = [at for at, sign in enumerate(source, spot.start) if sign == brace]
    nth = text[:offset].count(brace)
    return places[nth] if nth < len(places) else spot.start


def _explain(
    file: SourceFile, error: ValidationError, table: Table, model: type[BaseModel], moved: Mapping[str, str]
) -> None:
    seen = set()
    for detail in error.errors():
        path = tuple(str(part) for part in detail["loc"])
        if detail["type"] == "missing":
            description = model.model_fields[path[0]].description
            file.error(0, f"The front matter has no `{path[0]}`.", f"Add `{path[0]}:` and {description}.")
        elif detail["type"] == "extra_forbidden":
            _explain_unknown(file, path, table, model, moved)
        elif path[-1] == "[key]":
            message = f"`{path[-2]}` cannot be a name in `{path[0]}`."
            file.error(table.spots[path[:-1]].key, message, f"Write {_description(model, path)}.")
        else:
            while path not in table.spots:  # pydantic adds the member of a union that it tried
                path = path[:-1]
            if path not in seen:
                seen.add(path)
                _explain_value(file, path, table, _description(model, path))


def _explain_unknown(
    file: SourceFile, path: Keys, table: Table, model: type[BaseModel], moved: Mapping[str, str]
) -> None:
    key, at = path[-1], table.spots[path].key
    if len(path) == 1 and key in moved:
        file.error(at, *_new_place(key, table.data, moved))
        return
    where = f"the table `{path[-2]}`" if len(path) > 1 else "the front matter"
    known = (_inner(model, path[0]) or model) if len(path) > 1 else model
    fix = suggestion(key, known.model_fields) or f"The keys are {', '.join(known.model_fields)}."
    file.error(at, f"`{key}` is not a key of {where}.", fix)


def _new_place(key: str, data: Mapping[str, Any], moved: Mapping[str, str]) -> tuple[str, str]:
    """Tell how a key of old is written now, together with those that have moved to the same table."""
    new, _, inner = moved[key].partition(".")
    if not inner:
        return f"`{key}` is called `{new}` now.", f"Write `{new}:`."
    together = {
        now.partition(".")[2]: data[old] if isinstance(data[old], str) else "…"
        for old, now in moved.items()
        if now.startswith(f"{new}.") and old in data
    }
    return f"`{key}` now stands in the table `{new}:`.", f"Write `{new}: {_in_one_line(together)}`."


def _in_one_line(table: Mapping[str, str]) -> str:
    """Write a table in YAML; what YAML would not take for a word is put in quotes."""
    tag = yaml.BaseLoader.DEFAULT_SCALAR_TAG
    nodes = [(yaml.ScalarNode(tag, key), yaml.ScalarNode(tag, value)) for key, value in table.items()]
    root = yaml.MappingNode(yaml.BaseLoader.DEFAULT_MAPPING_TAG, nodes, flow_style=True)
    return yaml.serialize(root, Dumper=yaml.BaseDumper, allow_unicode=True, width=10**6).strip()


def _explain_value(file: SourceFile, path: Keys, table: Table, description: str) -> None:
    value: Any = table.data
    for key in path:
        value = value[key]
    shown = "empty" if value == "" else _SHAPES.get(type(value), f"`{value}`")
    quote = "" if isinstance(value, str) else f" {_QUOTE}"
    message = f"`{'.'.join(path)}` cannot be {shown}."
    file.error(table.spots[path].start, message, f"Write {description}.{quote}")


def _inner(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """The model of a table below a key, where it has one."""
    annotation = model.model_fields[key].annotation
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _description(model: type[BaseModel], path: Keys) -> str:
    """What should stand at a key, or at the nearest above it that says so."""
    inner = _inner(model, path[0])
    described = inner.model_fields[path[1]] if inner and len(path) > 1 else model.model_fields[path[0]]
    return described.description or ""
