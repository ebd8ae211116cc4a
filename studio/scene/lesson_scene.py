"""The scene of a chapter: a Manim scene that moves on the words of its narration.

Its clock counts whole frames. A slide lasts at least as long as its speech and the pause after it; the
scene holds its last picture for the rest.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from manim import Animation, Camera, Mobject, MovingCamera, MovingCameraScene, Scene, Wait

from studio.errors import StudioError
from studio.numbers import Number
from studio.scene.context import ChapterContext, SlideContext
from studio.scene.manim_compat import play_seconds, set_times, sound_path
from studio.scene.suppressions import Check, Suppression
from studio.scene.uses import Uses
from studio.script.front_matter import FrontMatter
from studio.speech.sound import Sound, read_sound
from studio.timeline import Cue

REST = 1.0
"""Seconds for which a slide rests after its last movement."""


class SceneError(StudioError):
    """A scene asks for what its chapter of the script does not have."""


class LessonScene(MovingCameraScene):
    """One chapter of a lesson.

    Write `construct` as a row of slides, in the order of the script; all that moves, moves within one::

        class Embedding(LessonScene):
            def construct(self):
                with self.slide("word") as narration:
                    self.wait_until_bookmark("embedding")
                    self.play(FadeIn(vector), run_time=narration.duration_of("embedding"))

    What stands on the picture stays from slide to slide within the chapter.

    Manim's other scenes go with it: ``class Solid(LessonScene, ThreeDScene)``, in either order.

    Parameters
    ----------
    context
        The chapter as the script and the voice have it. A class attribute of the same name serves where
        Manim itself makes the scene.
    renderer
        Manim's, or one of `studio.drawing`.
    """

    context: ChapterContext

    def __init__(self, context: ChapterContext | None = None, **kwargs: Any) -> None:
        self.uses = Uses()
        """What the scene has asked for of the script's front matter, labels and numbers."""
        self.context = self.uses.noting(self.context if context is None else context)
        self.clock = 0
        """Frames since the start of the chapter."""
        self._play_frames = 0
        self._slide: SlideContext | None = None
        self._slide_first = 0
        self._moved = 0
        self._slides_shown = 0
        self.waited: set[str] = set()
        """Bookmarks of the present slide that the scene has asked for."""
        self.late: dict[str, int] = {}
        """Bookmarks of the present slide that the scene came to wait for too late, and by how many frames."""
        self.suppressions: list[Suppression] = []
        """Checks that the scene suppresses on the present slide."""
        self.sounds: list[Sound] = []
        """What the scene adds to the narration of the present slide."""
        self.slide_place: tuple[str, int] = "", 0
        """File and line in which the scene begins the present slide."""
        self.used_labels: set[str] = set()
        """Names of the labels that the scene has shown."""
        kwargs.setdefault("camera_class", _camera_class(type(self)))
        super().__init__(random_seed=0, **kwargs)
        self._tell("use_camera", self.camera_class)

    # -- the script ------------------------------------------------------------------------------------

    @property
    def front(self) -> FrontMatter:
        """The front matter of the script."""
        return self.context.front

    @property
    def present(self) -> SlideContext:
        """The slide that is being shown.

        Raises
        ------
        SceneError
            Outside of ``with self.slide(...)``.
        """
        if self._slide is None:
            raise SceneError(
                f"The scene {type(self).__name__} moves outside of a slide. Put it into a "
                f'`with self.slide("{self.context.slides[0].id}"):` block.'
            )
        return self._slide

    def label(self, name: str) -> str:
        """A label of the script's front matter: words shown on screen."""
        self.used_labels.add(name)
        return str(
            _named(self.context.labels, name, "label", "Add it to `labels:` in the script's front matter")
        )

    def number(self, name: str) -> Number:
        """A number of the lesson's table, with its written form (``str(number)``)."""
        found = _named(self.context.numbers, name, "number", "Add it to the table that `numbers` returns")
        if not isinstance(found, Number):
            raise SceneError(
                f"{name!r} stands for the text {found!r}, not for a number. Use self.text({name!r})."
            )
        return found

    def text(self, name: str) -> str:
        """Whatever ``{name}`` stands for in the script, as it is written there."""
        return str(_named(self.context.numbers, name, "number", "Add it to the table that `numbers` returns"))

    # -- slides ----------------------------------------------------------------------------------------

    @contextmanager
    def slide(self, id: str) -> Iterator[LessonScene]:
        """Show the next slide of the chapter.

        Yields
        ------
        LessonScene
            The scene itself, for `duration_of` and `wait_until_bookmark` by another name.

        Raises
        ------
        SceneError
            If another slide stands next in the script.
        """
        shown = self._slides_shown
        expected = self.context.slides[shown].id if shown < len(self.context.slides) else None
        if id != expected:
            ids = ", ".join(slide.id for slide in self.context.slides)
            raise SceneError(
                f"The scene {type(self).__name__} shows the slide {id!r}, but "
                + (f"{expected!r} is next" if expected else "no slide is left")
                + f" in the chapter {self.context.title!r}, whose slides are: {ids}."
            )
        self._slide = self.context.slides[shown]
        self._slides_shown += 1
        self._slide_first = self._moved = self.clock
        self.waited, self.late, self.suppressions, self.sounds = set(), {}, [], []
        caller = sys._getframe(2)  # beyond contextlib's
        self.slide_place = caller.f_code.co_filename, caller.f_lineno
        self._tell("begin_slide", self)
        self.begin_slide()
        yield self
        self.end_slide()
        fps = self.context.fps
        rested = self._moved + round(REST * fps) if self._moved > self._slide_first else self.clock
        left = max(self._slide_first + self._slide.frames, rested, self.clock + 1) - self.clock
        self._hold(left)
        self._tell("end_slide", self)
        self._slide = None

    def begin_slide(self) -> None:
        """Do what every slide of a lesson begins with, such as its title. For a lesson's own base class."""

    def end_slide(self) -> None:
        """Do what every slide of a lesson ends with. For a lesson's own base class."""

    def suppress(self, check: str, reason: str, *, match: str = "", optional: bool = False) -> None:
        """Leave out what a check finds on the present slide, because it is meant to be so.

        Parameters
        ----------
        check
            The name of the check, as its findings show it in brackets: ``crossed``.
        reason
            Why it is meant: for whoever reads the scene.
        match
            What the finding's message has in it, such as the words concerned; empty for all findings of the
            check on this slide.
        optional
            Whether it may as well find nothing, as where the layout depends on a parameter. Otherwise a
            suppression that nothing needs is a finding.

        Raises
        ------
        SceneError
            If there is no such check, or no reason is given.
        """
        if check not in set(Check):
            raise SceneError(f"There is no check {check!r} to suppress. Name one of: {', '.join(Check)}.")
        if not reason.strip():
            raise SceneError(f'Say why {check!r} is suppressed here: self.suppress({check!r}, "why").')
        self.present  # noqa: B018 (raises outside of a slide)
        self.suppressions.append(Suppression(Check(check), reason, match, optional))

    def allow(self, *_: Any, **__: Any) -> None:
        """Name what took its place.

        Raises
        ------
        SceneError
            Always.
        """
        raise SceneError("`allow` is now `suppress`, its `about=` is `match=` and its `maybe=` `optional=`.")

    def cue(self, name: str) -> Cue:
        """Where a bookmark falls, in frames from the start of the present slide.

        Raises
        ------
        SceneError
            If the slide has no such bookmark.
        """
        for cue in self.present.cues:
            if cue.name == name:
                return cue
        names = ", ".join(cue.name for cue in self.present.cues) or "none"
        raise SceneError(
            f"The slide {self.present.id!r} has no bookmark {name!r}. It has: {names}. "
            f"Write [the words](#{name}) in its narration."
        )

    def wait_until_bookmark(self, name: str) -> None:
        """Hold the picture until the first word of a bookmark is heard, within half a frame.

        If the picture is late already, the scene goes on at once, and `check` says by how much.
        """
        frames = self.cue(name).first - self.slide_clock
        self.waited.add(name)
        if frames > 0:
            self._hold(frames)
        elif frames < 0:
            self.late[name] = -frames

    def duration_of(self, name: str) -> float:
        """Seconds from the first word of a bookmark to the end of its last one; a whole number of frames."""
        cue = self.cue(name)
        self.waited.add(name)
        return (cue.end - cue.first) / self.context.fps

    def time_until(self, name: str) -> float:
        """Seconds from now until the first word of a bookmark, at least one frame's."""
        frames = self.cue(name).first - self.slide_clock
        self.waited.add(name)
        return max(frames, 1) / self.context.fps

    @property
    def slide_clock(self) -> int:
        """Frames since the start of the present slide."""
        return self.clock - self._slide_first

    @property
    def movement_end(self) -> int:
        """Frames from the start of the present slide to the end of its last movement."""
        return self._moved - self._slide_first

    @property
    def play_frames(self) -> int:
        """Frames of the play that was compiled last."""
        return self._play_frames

    # -- Manim -----------------------------------------------------------------------------------------

    def wait(self, duration: float = 1.0, *args: Any, **kwargs: Any) -> None:
        """Wait for so many seconds, rounded to whole frames; none if that is less than half a frame."""
        frames = round(duration * self.context.fps)
        if frames > 0:
            # The quarter keeps Manim's own int(duration / dt) from losing a frame to rounding.
            super().wait((frames + 0.25) / self.context.fps, *args, **kwargs)

    def _hold(self, frames: int) -> None:
        if frames > 0:
            self.wait(frames / self.context.fps)

    def compile_animation_data(self, *animations: Any, **play_kwargs: Any) -> Any:
        """Compile a play as Manim does, and move the clock on by its whole frames."""
        self.present  # noqa: B018 (raises outside of a slide)
        result = super().compile_animation_data(*animations, **play_kwargs)
        self._play_frames = max(1, round(play_seconds(self) * self.context.fps))
        self.clock += self._play_frames
        assert self.animations is not None
        if not all(isinstance(animation, Wait) for animation in self.animations):
            self._moved = self.clock
        return result

    def get_time_progression(
        self,
        run_time: float,
        description: str,
        n_iterations: int | None = None,
        override_skip_animations: bool = False,
    ) -> Any:
        """The times of exactly the frames of a play; Manim's own may have one more or one less."""
        progression = super().get_time_progression(
            run_time, description, n_iterations, override_skip_animations
        )
        set_times(progression, frame_times(self._play_frames, self.context.fps))
        return progression

    def add_sound(
        self, sound_file: str, time_offset: float = 0, gain: float | None = None, **others: Any
    ) -> None:
        """Add a sound to what is heard, from now on; it goes on into the next slides if it is that long.

        The narration stays where it is.

        Parameters
        ----------
        sound_file
            From the working folder, or from Manim's ``assets_dir``.
        time_offset
            Seconds from now.
        gain
            Decibels by which it is made louder.
        others
            Manim's further options, none of which is to be had.

        Raises
        ------
        SceneError
            If there is no such sound, for any other option of Manim's, or outside of a slide.
        """
        self.present  # noqa: B018 (raises outside of a slide)
        if others:
            raise SceneError(f"`add_sound` takes `time_offset` and `gain`: leave out {', '.join(others)}.")
        try:
            path = sound_path(sound_file)
            read_sound(path)
        except OSError:
            raise SceneError(
                f"There is no sound {str(sound_file)!r}. Write its path from the folder in which the command "
                "is given, or from `assets_dir` of Manim's config."
            ) from None
        self.sounds.append(Sound(path, self.slide_clock + round(time_offset * self.context.fps), gain or 0.0))

    def next_section(self, *_: Any, **__: Any) -> None:
        """Do nothing: slides part a film here."""

    def add_subcaption(self, *_: Any, **__: Any) -> None:
        """Do nothing: the captions are the narration's."""

    def embed(self) -> None:
        """Refuse what needs somebody at the keyboard.

        Raises
        ------
        SceneError
            Always, as do `interactive_embed` and `interact`.
        """
        raise SceneError(
            "A lesson is drawn without anybody at the keyboard: leave out `embed`, `interactive_embed` and "
            "`interact`. `preview --watch` draws a slide again on each save."
        )

    def interactive_embed(self) -> None:
        """See `embed`."""
        self.embed()

    def interact(self, *_: Any, **__: Any) -> None:
        """See `embed`."""
        self.embed()

    def get_moving_mobjects(self, *animations: Animation) -> list[Mobject]:
        """What may move; `MovingCameraScene` asks the camera, and not every camera can say."""
        if hasattr(self.camera, "get_mobjects_indicating_movement"):
            return super().get_moving_mobjects(*animations)
        return super(MovingCameraScene, self).get_moving_mobjects(*animations)

    def _tell(self, event: str, what: Any) -> None:
        """Call a method of the renderer that Manim's own does not have."""
        listener = getattr(self.renderer, event, None)
        if listener is not None:
            listener(what)


class NoFileWriter:
    """Stands where Manim's renderers have the writer of their files, and says that there is none."""

    def __getattr__(self, name: str) -> Any:
        """Refuse, but for what Python itself looks for.

        Raises
        ------
        SceneError
            For any name of a writer's.
        """
        if name.startswith("__"):
            raise AttributeError(name)
        raise SceneError(
            f"The studio writes all files itself: leave out what asks for `file_writer.{name}`. "
            "`slide` begins a part of the film, `add_sound` adds to its sound."
        )


def frame_times(frames: int, fps: int) -> Sequence[float]:
    """Seconds from the start of a play at which its frames are shown, shape (frames,)."""
    times: list[float] = (np.arange(frames) / fps).tolist()
    return times


def _camera_class(scene_class: type[LessonScene]) -> type[Camera]:
    """The camera that the other scenes want from which a scene is made, or else one that moves."""
    for base in scene_class.__mro__:
        if "__init__" in vars(base) and base not in (MovingCameraScene, Scene):
            wanted = inspect.signature(vars(base)["__init__"]).parameters.get("camera_class")
            if wanted is not None and isinstance(wanted.default, type):
                return wanted.default
    return MovingCamera


def _named(table: Any, name: str, kind: str, fix: str) -> Any:
    if name not in table:
        raise SceneError(
            f"There is no {kind} named {name!r}. {fix}, or use one of: {', '.join(sorted(table))}."
        )
    return table[name]
