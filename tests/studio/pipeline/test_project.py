from pathlib import Path

import pytest

from studio.pipeline.project import project_of, scripts_of

SCRIPT = "---\ntitle: A talk\nscenes: parts.py\nminutes: 1\n---\n"


def written(path: Path, text: str = SCRIPT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_project_is_the_folder_with_the_script_folder(tmp_path: Path) -> None:
    assert project_of(written(tmp_path / "course/script/a.md")) == tmp_path / "course"


def test_a_project_is_the_folder_with_the_pyproject(tmp_path: Path) -> None:
    written(tmp_path / "course/pyproject.toml", "")
    assert project_of(written(tmp_path / "course/a.md")) == tmp_path / "course"
    assert project_of(written(tmp_path / "course/talks/b.md")) == tmp_path / "course"


def test_a_script_elsewhere_is_a_project_of_its_own(tmp_path: Path) -> None:
    assert project_of(written(tmp_path / "talks/deep/a.md")) == tmp_path / "talks/deep"


def test_only_what_names_its_scenes_is_a_script(tmp_path: Path) -> None:
    script = written(tmp_path / "script/a.md")
    written(tmp_path / "script/page/a.md", "# A page\n")
    written(tmp_path / "script/notes.md", "---\ntitle: Notes\n---\n# scenes: none\n")
    written(tmp_path / "README.md", "# How\n\n---\nscenes: parts.py\n---\n")
    (tmp_path / "script/binary.md").write_bytes(bytes(range(256)))
    assert scripts_of(tmp_path) == (script,)


def test_scripts_are_found_from_within_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = written(tmp_path / "script/a.md"), written(tmp_path / "script/b.de.md")
    (tmp_path / "scenes/deep").mkdir(parents=True)
    assert scripts_of(tmp_path / "scenes/deep") == scripts
    monkeypatch.chdir(tmp_path / "script")
    assert [path.name for path in scripts_of(Path())] == ["a.md", "b.de.md"]


def test_a_folder_without_a_script(tmp_path: Path) -> None:
    assert scripts_of(tmp_path) == ()
