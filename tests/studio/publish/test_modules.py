"""The modules of a page come with all that they import, and import nothing that is not there."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from studio.errors import AuthorError
from studio.publish.modules import read_modules
from studio.publish.templating import PAGE


def of(folder: Path, **texts: str) -> dict[str, Path]:
    files = {}
    for name, text in texts.items():
        path = files[f"{name}.js"] = folder / f"{name}.js"
        path.write_text(text, encoding="utf-8")
    return files


def test_a_module_comes_unchanged_with_all_that_it_imports(tmp_path: Path) -> None:
    files = of(
        tmp_path,
        a='import {\n  b,\n} from "lesson/b.js";\n',
        b='export * from "lesson/c.js"\nimport "studio/theme.js";\n',
        c="const word = 'import \"nothing\"';\nimport 'lesson/a.js';\n",
        d="import 'gone';\n",
    )
    found = read_modules(["lesson/a.js"], files)
    assert set(found) == {"lesson/a.js", "lesson/b.js", "lesson/c.js", "studio/theme.js"}
    kind, text = found["lesson/c.js"].split(";base64,")
    assert kind == "data:text/javascript;charset=utf-8"
    assert base64.b64decode(text) == files["c.js"].read_bytes()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('import { lesson, fill as put } from "studio/data.js";\n', None),
        ('import * as data from "studio/data.js";\n', None),
        ('import "lesson/gone.js";\n', "1: There is no module `lesson/gone.js`."),
        ('import "studio/gone.js";\n', "1: There is no module `studio/gone.js`."),
        ('\nimport { words } from "studio/data.js";\n', "2: The module `studio/data.js` has no `words`."),
        ('import {\n  file,\n} from "studio/data.js";\n', "3: The module `studio/data.js` has no `file`."),
    ],
)
def test_imports(tmp_path: Path, text: str, said: str | None) -> None:
    files = of(tmp_path, a=text)
    if said is None:
        assert "studio/data.js" in read_modules(["lesson/a.js"], files)
        return
    with pytest.raises(AuthorError) as caught:
        read_modules(["lesson/a.js"], files)
    (problem,) = caught.value.problems
    assert f"{problem.line}: {problem.message}" == said
    assert problem.source == text.splitlines()[problem.line - 1]


def test_a_name_of_old_is_refused_with_the_new_one(tmp_path: Path) -> None:
    with pytest.raises(AuthorError, match="Import `strings`"):
        read_modules(["lesson/a.js"], of(tmp_path, a='import { words } from "studio/data.js";\n'))
    with pytest.raises(AuthorError, match="It has `fill`, `lesson`, `strings`"):
        read_modules(["lesson/a.js"], of(tmp_path, a='import { word } from "studio/data.js";\n'))


def test_the_studios_own_modules_are_all_found() -> None:
    names = {f"studio/{path.name}" for path in PAGE.glob("*.js")}
    assert set(read_modules(sorted(names), {})) == names
    exported = re.findall(r"^export", "\n".join(path.read_text() for path in PAGE.glob("*.js")), re.MULTILINE)
    assert len(exported) == 4
