"""Every example in Manim's own documentation, made a slide, is drawn as plain Manim draws it, bit for bit.

All of them take a quarter of an hour (`make test-all`), and the last test then prints how many there were of
each kind; those of `SAMPLE` are drawn each time.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import manim
import pytest
from manim import Camera, MovingCamera, MultiCamera, ThreeDCamera, config, tempconfig

from studio.drawing.renderer import Drawing
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.loading import SceneSource, importing, load_scene
from studio.scene.manim_compat import CairoRenderer
from studio.scene.running import run_scene
from studio.scene.settings import Picture
from studio.script.front_matter import FrontMatter
from tests.test_same_pictures import Frames

PICTURE = Picture(320, 180, 5)

CAMERAS: dict[str, type[Camera]] = {
    "Scene": Camera,
    "VectorScene": Camera,
    "LinearTransformationScene": Camera,
    "MovingCameraScene": MovingCamera,
    "ZoomedScene": MultiCamera,
    "ThreeDScene": ThreeDCamera,
}
"""What plain Manim draws each kind of scene with."""

SAMPLE = {
    "BezierSplineExample",
    "BroadcastExample",
    "CapStyleExample",
    "ChangedDefaultTextcolor",
    "ConvexHullExample",
    "CubeExample",
    "DifferentFadeTransforms",
    "DissipatingPathExample",
    "DtUpdater",
    "ExampleCross",
    "ExamplePrism",
    "FlashOnCircle",
    "GeometricShapes",
    "HomotopyExample",
    "ImageFromArray",
    "MarkupExample",
    "MathTypstReferenceExample",
    "MobjectTableExample",
    "MovingAndZoomingCamera",
    "MovingCameraCenter",
    "NumberPlaneExample",
    "PointCloudDotExample",
    "SetSheen",
    "ShowIncreasingSubsetsScene",
    "SpeedModifierUpdaterExample",
    "SuccessionExample",
    "TetrahedronScene",
    "TypstTextReferenceExample",
    "UnionExample",
    "UseZoomedScene",
}


class Film(Frames):
    """Plain Manim's file writer: it keeps the frames, and misses what is not there."""

    def add_sound(self, file: str, *_: object, **__: object) -> None:
        if not Path(file).exists():
            raise FileNotFoundError(file)


@dataclass(frozen=True)
class Example:
    """One of Manim's examples: its name, the kind of scene that it is, and its module made a slide."""

    name: str
    kind: str
    code: str


class _Lessons(ast.NodeTransformer):
    """Makes Manim's scenes scenes of a lesson."""

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        names = [ast.unparse(base) for base in node.bases]
        if any(name in CAMERAS for name in names):
            plain = ("Scene", "MovingCameraScene")
            kept = [base for base, name in zip(node.bases, names, strict=True) if name not in plain]
            node.bases = [ast.Name("LessonScene"), *kept]
        return self.generic_visit(node)  # type: ignore[return-value]

    def visit_Call(self, node: ast.Call) -> ast.Call:
        if ast.unparse(node.func) in {f"{name}.__init__" for name in CAMERAS}:
            return ast.Call(ast.parse("super().__init__", mode="eval").body, node.args[1:], node.keywords)
        return self.generic_visit(node)  # type: ignore[return-value]


@lru_cache(maxsize=1)
def examples() -> tuple[Example, ...]:
    """All that stand in a ``.. manim::`` of the installed Manim."""
    found: dict[str, Example] = {}
    folder = Path(manim.__file__).parent
    directive = re.compile(r"^( *)\.\. manim:: *(\w+).*\n((?:\1 +\S.*\n|\s*\n)+)", re.MULTILINE)
    for path in sorted(folder.rglob("*.py")):
        for match in directive.finditer(path.read_text(encoding="utf-8")):
            lines = [line for line in match[3].splitlines() if not line.strip().startswith((":", ">>>"))]
            try:
                tree = ast.parse(textwrap.dedent("\n".join(lines)))
            except SyntaxError:
                continue  # it shows how such a directive is written
            bases = {
                node.name: ast.unparse(node.bases[0])
                for node in tree.body
                if isinstance(node, ast.ClassDef) and node.bases
            }
            kind = bases.get(match[2], "")
            kind = bases.get(kind, kind)
            name = match[2] if match[2] not in found else f"{match[2]}-{path.stem}"
            code = (
                "from manim import *\nfrom studio import LessonScene\n\n"
                f"{ast.unparse(_Lessons().visit(tree))}\n\n"
                f"class Slide({match[2]}):\n"
                "    def construct(self):\n"
                '        with self.slide("first"):\n'
                "            super().construct()\n"
            )
            found[name] = Example(name, kind, code)
    return tuple(found.values())


def by_manim(source: SceneSource, context: ChapterContext, camera: type[Camera]) -> list[str]:
    """All frames, drawn by Manim's own renderer and the camera that the example's scene has there."""
    settings = {
        "pixel_width": PICTURE.width,
        "pixel_height": PICTURE.height,
        "frame_width": config.frame_height * PICTURE.width / PICTURE.height,
        "frame_rate": PICTURE.fps,
        "progress_bar": "none",
        "verbosity": "ERROR",
        "disable_caching": True,
    }
    with importing(source), tempconfig(settings):
        scene_class = load_scene(
            source, "Slide", 1
        )  # it may change the background: before the camera is made
        renderer = CairoRenderer(file_writer_class=Film, camera_class=camera)  # type: ignore[arg-type]
        scene_class(context=context, renderer=renderer).render()
        return renderer.file_writer.digests  # type: ignore[no-any-return]


def by_studio(source: SceneSource, context: ChapterContext) -> list[str]:
    """All frames, drawn by the studio."""
    frames = Frames()
    run_scene(source, context, PICTURE, lambda: Drawing(lambda _: frames, lambda *_: None, "first"))
    return frames.digests


def why_not(error: BaseException) -> str:
    """What plain Manim lacks here to draw an example."""
    words = f"{type(error).__name__}: {error}"
    if "latex" in words.lower() or "dvisvgm" in words:
        return "LaTeX"
    if "OpenGL" in words:
        return "OpenGL"
    if isinstance(error, OSError):
        return "a file"
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"


@pytest.fixture(scope="module")
def tally() -> Counter[tuple[str, str]]:
    """How many examples of each kind of scene came to what."""
    return Counter()


@pytest.fixture
def drawn_alike(tmp_path: Path, tally: Counter[tuple[str, str]]) -> Iterator[Callable[[Example], None]]:
    """Draws an example both ways and compares all frames; skips what plain Manim cannot draw."""

    def compare(example: Example) -> None:
        path = tmp_path / "example.py"
        path.write_text(example.code, encoding="utf-8")
        source = SceneSource(tmp_path / "lesson.md", "example", path, tmp_path)
        front = FrontMatter.model_validate({"title": "A lesson", "minutes": 1, "scenes": "example.py"})
        slide = SlideContext("first", "First", 1, 1, ())
        context = ChapterContext(
            source.script, front, "one", "One", "Slide", 1, 0, 1, PICTURE.fps, (slide,), {}, {}
        )
        try:
            theirs = by_manim(source, context, CAMERAS[example.kind])
        except Exception as error:
            tally[example.kind, f"not drawn: {why_not(error)}"] += 1
            pytest.skip(why_not(error))
        ours = by_studio(source, context)
        same = ours == theirs
        tally[example.kind, "same" if same else "differs"] += 1
        unlike = [index for index, pair in enumerate(zip(ours, theirs, strict=False)) if len(set(pair)) > 1]
        assert same, f"{len(ours)} frames, plain Manim has {len(theirs)}; these differ: {unlike}"

    with tempconfig({"media_dir": str(tmp_path / "media")}):
        yield compare


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(example, id=example.name, marks=[] if example.name in SAMPLE else [pytest.mark.slow])
        for example in examples()
    ],
)
def test_an_example_is_drawn_as_plain_manim_draws_it(
    drawn_alike: Callable[[Example], None], example: Example
) -> None:
    drawn_alike(example)


def test_the_sample_is_there() -> None:
    assert len(SAMPLE) == 30
    assert {example.name for example in examples()} >= SAMPLE


@pytest.mark.slow
def test_there_were_enough(tally: Counter[tuple[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    """Else a change of how Manim writes its examples would leave nothing to compare."""
    with capsys.disabled():
        print()
        for (kind, what), count in sorted(tally.items()):
            print(f"{count:5}  {kind:26} {what}")
    flat = sum(count for (kind, what), count in tally.items() if kind != "ThreeDScene" and what == "same")
    assert flat >= 220
    assert tally["ThreeDScene", "same"] >= 20
