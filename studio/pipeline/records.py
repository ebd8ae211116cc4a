"""What the last render into a folder made, and what it was made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from studio.checks.finding import Finding
from studio.store.content import ContentStore
from studio.store.versions import key_of


@dataclass(frozen=True)
class RenderResult:
    """What a render made.

    Parameters
    ----------
    folder
        Where it stands.
    title
        Of the lesson, with the number of its module where it has one.
    seconds
        How long the film lasts.
    chapters, slides
        How many it has.
    artifacts
        The files in the folder by their relative path, the manifest last, with their SHA-256.
    findings
        What there is to say about the lesson.
    drawn
        Ids of the slides that had to be drawn; the others were in the cache.
    """

    folder: Path
    title: str
    seconds: float
    chapters: int
    slides: int
    artifacts: dict[str, str] = field(hash=False)
    findings: tuple[Finding, ...]
    drawn: tuple[str, ...]


@dataclass(frozen=True)
class BuildRecord:
    """What the last render into a folder was made of, and what it made.

    Parameters
    ----------
    key
        Of what was asked, and of the studio.
    reads
        The author's files that it depended on.
    result
        What it made.
    """

    key: str
    reads: dict[str, str] = field(hash=False)
    result: RenderResult


_RECORD = TypeAdapter(BuildRecord)


def read_build_record(cache: Path, folder: Path) -> BuildRecord | None:
    """The record of the last render into a folder, or None where there is none that can be read."""
    content = _store(cache).get(_key(folder))
    try:
        return None if content is None else _RECORD.validate_json(content)
    except ValueError:
        return None


def write_build_record(cache: Path, folder: Path, record: BuildRecord) -> None:
    """Keep the record of a render into a folder."""
    _store(cache).put(_key(folder), _RECORD.dump_json(record))


def _store(cache: Path) -> ContentStore:
    return ContentStore(cache / "renders")


def _key(folder: Path) -> str:
    return key_of("render", folder.resolve())
