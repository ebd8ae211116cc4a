"""Where a script's project is, and which scripts a folder has."""

from __future__ import annotations

import re
from pathlib import Path

_FRONT = re.compile(r"---\n(?:.*\n)*?scenes\s*:")
_BEGINNING = 20_000  # characters in which a script's front matter names its scenes


def project_of(script: Path) -> Path:
    """The folder beside whose files a script's output and cache lie.

    It is the folder of the script or the one above, whichever has a ``pyproject.toml`` or is the one whose
    ``script/`` the script is in; else the folder of the script.
    """
    folder = script.resolve().parent
    for project in (folder, folder.parent):
        if (project / "pyproject.toml").is_file() or project / "script" == folder:
            return project
    return folder


def scripts_of(folder: Path) -> tuple[Path, ...]:
    """The scripts of the project that a folder is or lies in, sorted; none if it is in no project.

    They are the Markdown files in the folder or in its ``script/`` that name their scenes, or else those of
    the nearest folder above that has a ``script/``.
    """
    for project in (folder, *folder.resolve().parents):
        beside = project.glob("*.md") if project == folder else ()
        found = [path for path in (*beside, *(project / "script").glob("*.md")) if _is_script(path)]
        if found:
            return tuple(sorted(found))
    return ()


def _is_script(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return _FRONT.match(file.read(_BEGINNING)) is not None
    except (OSError, UnicodeDecodeError):
        return False
