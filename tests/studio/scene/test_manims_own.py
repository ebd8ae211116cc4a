"""What Manim's scenes can do besides moving: used, left alone, or refused by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.io import wavfile

from studio.errors import AuthorError
from studio.rehearsal.rehearse import rehearse
from studio.scene.context import ChapterContext
from studio.scene.loading import SceneSource
from studio.scene.settings import Picture
from studio.speech.sound import Sound

Scenes = Callable[[str], SceneSource]
Make = Callable[..., ChapterContext]

CODE = """
    class One(LessonScene):
        def construct(self):
            with self.slide("first"):
                {}
"""


def test_sections_and_subcaptions_do_no_harm(scenes: Scenes, context: Make, picture: Picture) -> None:
    plain, more = (
        rehearse(scenes(CODE.format(line)), context(), picture).slides[0]
        for line in (
            "self.play(Create(Square()))",
            "self.next_section('a', skip_animations=True); self.add_subcaption('b'); "
            "self.play(Create(Square()), subcaption='c', subcaption_duration=2)",
        )
    )
    assert (plain.frames, plain.fingerprint) == (more.frames, more.fingerprint)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("self.embed()", "without anybody at the keyboard"),
        ("self.interactive_embed()", "without anybody at the keyboard"),
        ("self.interact()", "without anybody at the keyboard"),
        ("self.renderer.file_writer.add_partial_movie_file('a')", "file_writer.add_partial_movie_file"),
        ("self.add_sound('nowhere.wav')", "There is no sound 'nowhere.wav'"),
        ("self.add_sound('nowhere.wav', gain_to_background=1)", "leave out gain_to_background"),
    ],
)
def test_what_cannot_be_had_is_refused_by_name(
    scenes: Scenes, context: Make, picture: Picture, line: str, message: str
) -> None:
    with pytest.raises(AuthorError) as caught:
        rehearse(scenes(CODE.format(line)), context(), picture)
    (problem,) = caught.value.problems
    assert message in problem.message
    assert problem.line == 7


def test_a_sound_is_noted_at_its_frame_and_its_file_is_read(
    scenes: Scenes, context: Make, picture: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "click.wav"
    wavfile.write(path, 48_000, np.zeros(480, np.float32))
    monkeypatch.chdir(tmp_path)
    lines = "self.wait(0.5); self.add_sound('click'); self.add_sound('click.wav', time_offset=-0.2, gain=-3)"
    chapter = rehearse(scenes(CODE.format(lines)), context(), picture)
    (slide,) = chapter.slides
    assert slide.sounds == (Sound(path, 5), Sound(path, 3, -3.0))
    assert str(path) in chapter.reads
    silent = rehearse(scenes(CODE.format("self.wait(0.5)")), context(), picture).slides[0]
    assert (slide.frames, slide.fingerprint) == (silent.frames, silent.fingerprint)
