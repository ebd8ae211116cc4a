"""Manim's Cairo renderer with the studio's clock: it draws whole frames, and only those that are wanted.

`StudioRenderer` plays a scene; what becomes of each play is for its two kinds to say: `Rehearsal` looks at
the picture without drawing it, `Drawing` draws some slides and skips over the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np
from manim.renderer.cairo_renderer import CairoRenderer
from manim.utils.exceptions import EndSceneEarlyException
from manim.utils.iterables import list_update
from numpy.typing import NDArray

from studio.drawing.camera import StudioCamera
from studio.drawing.canvas import Canvas
from studio.drawing.fingerprint import Fingerprint
from studio.drawing.region import Region
from studio.scene import LessonScene, frame_times

_SAMPLES = (0.0, 0.137, 0.311, 0.5, 0.689, 0.873, 1.0)
"""Where rehearsal looks into a movement, as shares of its frames; the odd shares part rate functions that
agree at the halves and quarters."""


class StudioRenderer(CairoRenderer):
    """Plays a lesson's scene frame by frame and writes no file of its own."""

    camera: StudioCamera

    def __init__(self) -> None:
        super().__init__(camera_class=StudioCamera)

    def init_scene(self, *_: Any) -> None:
        """Do without Manim's file writer."""
        self.file_writer = None

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The picture as it is drawn, RGBA, shape (height, width, 4); the next one is drawn over it."""
        return cast("NDArray[np.uint8]", self.camera.pixel_array)

    def play(self, scene: LessonScene, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Play one animation, or several at once, for a whole number of frames."""
        scene.compile_animation_data(*args, **kwargs)
        scene.begin_animations()
        assert scene.animations is not None
        if scene.is_current_animation_frozen_frame():
            self.hold(scene, scene.play_frames)
        else:
            self.move(scene, scene.play_frames)
            for animation in scene.animations:
                animation.finish()
                animation.clean_up_from_scene(scene)
            scene.update_mobjects(0)
        self.num_plays += 1
        self.time = scene.clock / scene.brief.fps

    def skip(self, scene: LessonScene, frames: int) -> None:
        """Take a play to its end without drawing it, so that all is as if it had been drawn.

        An updater may go on from where it was in the frame before: then every frame is gone through, else
        only the last one.
        """
        times = frame_times(frames, scene.brief.fps)
        shown = list_update(scene.mobjects, scene.foreground_mobjects)
        each = scene.updaters or any(mobject.get_family_updaters() for mobject in shown)
        for time in times if each else times[-1:]:
            scene.update_to_time(time)

    def begin_slide(self, scene: LessonScene) -> None:
        """Hear that a slide begins."""
        raise NotImplementedError

    def end_slide(self, scene: LessonScene) -> None:
        """Hear that a slide has ended."""
        raise NotImplementedError

    def hold(self, scene: LessonScene, frames: int) -> None:
        """Show the picture as it is for so many frames."""
        raise NotImplementedError

    def move(self, scene: LessonScene, frames: int) -> None:
        """Take a play from its first frame to its last."""
        raise NotImplementedError


class Rehearsal(StudioRenderer):
    """Looks without drawing: parts each slide into shots, gives them fingerprints, and says what moves.

    A shot is a picture that stands, or the movements between two of these. What is said a little later leaves
    the movements as they are, only the pictures between them stand longer.

    Parameters
    ----------
    on_hold
        Called for each hold with the scene and its frames, at its end.
    on_slide
        Called at the end of each slide with this renderer, the scene, and the frames of the hold with which
        it ends; 0 where it ends in movement.

    Attributes
    ----------
    moves
        The spans of frames in which the picture of the present slide moves, counted from its start.
    """

    def __init__(
        self,
        on_hold: Callable[[LessonScene, int], None],
        on_slide: Callable[[Rehearsal, LessonScene, int], None],
    ) -> None:
        super().__init__()
        self._on_hold, self._on_slide = on_hold, on_slide
        self._end = 0
        self._shots: list[_Shot] = []
        self._held = 0
        self.moves: tuple[tuple[int, int], ...] = ()

    @property
    def shots(self) -> tuple[tuple[int, int, str], ...]:
        """The shots of the present slide so far: first frame, frames, and digest of all that is shown."""
        ends = [shot.first for shot in self._shots[1:]] + [self._end]
        return tuple(
            (shot.first, end - shot.first, shot.fingerprint.hexdigest())
            for shot, end in zip(self._shots, ends, strict=True)
        )

    def begin_slide(self, _: LessonScene) -> None:
        """Start anew."""
        self._shots = []
        self.moves = ()

    def end_slide(self, scene: LessonScene) -> None:
        """Give away what was found."""
        self._on_slide(self, scene, self._held)

    def hold(self, scene: LessonScene, frames: int) -> None:
        """Note the picture and how long it stands."""
        fingerprint = self._shot(scene, frames, stands=True)
        fingerprint.text("hold", frames)
        fingerprint.picture(list_update(scene.mobjects, scene.foreground_mobjects), self.camera)
        self._held = frames
        self._on_hold(scene, frames)

    def move(self, scene: LessonScene, frames: int) -> None:
        """Note the picture at a few moments of the movement."""
        times = frame_times(frames, scene.brief.fps)
        end = scene.slide_clock
        self._held = 0
        self.moves += ((end - frames, end),)
        assert scene.animations is not None
        fingerprint = self._shot(scene, frames, stands=False)
        fingerprint.text("move", frames, *(type(animation).__name__ for animation in scene.animations))
        # What stands still below is drawn once, and so looked at once.
        fingerprint.picture(scene.static_mobjects, self.camera)
        for index in sorted({round(share * (frames - 1)) for share in _SAMPLES}):
            scene.update_to_time(times[index])
            fingerprint.picture(scene.moving_mobjects, self.camera)

    def _shot(self, scene: LessonScene, frames: int, *, stands: bool) -> Fingerprint:
        """The fingerprint of the shot to which a play of so many frames belongs."""
        self._end = scene.slide_clock
        if not self._shots or self._shots[-1].stands != stands:
            self._shots.append(_Shot(self._end - frames, stands, Fingerprint()))
        return self._shots[-1].fingerprint


@dataclass(frozen=True)
class _Shot:
    """From which frame of its slide it is seen, whether it is a picture that stands, and what it shows."""

    first: int
    stands: bool
    fingerprint: Fingerprint


class Reel(Protocol):
    """What takes the pictures of one slide."""

    def wants(self, first: int) -> bool:
        """Whether it takes the pictures of the play that begins at a frame, counted from the slide's start.

        If not, it has them already.
        """
        ...

    def add(self, picture: NDArray[np.uint8], frames: int = 1, changed: Region | None = None) -> None:
        """Take a picture, RGBA of shape (height, width, 4), that is shown for so many frames.

        Outside of `changed` it is the picture that was taken before; None says nothing of that.
        """
        ...


class Drawing(StudioRenderer):
    """Draws the slides that are wanted and skips over the others.

    Parameters
    ----------
    reel_for
        Called with the id of each slide; the reel that takes its pictures, or None to skip it.
    on_drawn
        Called after each drawn slide with its id and its last picture.
    last
        The id of the slide after which the scene need not go on.
    """

    def __init__(
        self,
        reel_for: Callable[[str], Reel | None],
        on_drawn: Callable[[str, NDArray[np.uint8]], None],
        last: str,
    ) -> None:
        super().__init__()
        self._reel_for = reel_for
        self._on_drawn = on_drawn
        self._last = last
        self._reel: Reel | None = None
        self._is_drawn = False

    def begin_slide(self, scene: LessonScene) -> None:
        """Ask for a reel."""
        self._reel = self._reel_for(scene.present.id)

    def end_slide(self, scene: LessonScene) -> None:
        """Hand the slide over, and leave the scene after the last one.

        Raises
        ------
        EndSceneEarlyException
            Manim's own way to end a scene.
        """
        if self._reel is not None:
            if not self._is_drawn:
                self.update_frame(scene)
            self._on_drawn(scene.present.id, self.pixels)
        if scene.present.id == self._last:
            raise EndSceneEarlyException()

    def hold(self, scene: LessonScene, frames: int) -> None:
        """Draw one picture and show it for all the frames."""
        if reel := self._reel_of(scene, frames):
            self.update_frame(scene)
            reel.add(self.pixels, frames)

    def move(self, scene: LessonScene, frames: int) -> None:
        """Draw every frame of the movement."""
        reel = self._reel_of(scene, frames)
        if reel is None:
            self.skip(scene, frames)
            return
        canvas = Canvas(self.camera, scene.static_mobjects)
        for index, time in enumerate(frame_times(frames, scene.brief.fps)):
            scene.update_to_time(time)
            changed = canvas.draw(scene.moving_mobjects)
            reel.add(self.pixels, changed=changed if index else None)

    def _reel_of(self, scene: LessonScene, frames: int) -> Reel | None:
        """What takes the pictures of a play of so many frames."""
        self._is_drawn = self._reel is not None and self._reel.wants(scene.slide_clock - frames)
        return self._reel if self._is_drawn else None
