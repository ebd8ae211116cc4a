"""Manim's Cairo renderer with the studio's clock: it draws whole frames, and only those that are wanted.

`StudioRenderer` plays a scene; what becomes of each play is for its two kinds to say: `Drawing` draws some
slides and skips over the others, and the one of `studio.rehearsal` looks at the picture without drawing it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

import numpy as np
from manim import Camera, Mobject, MovingCamera
from numpy.typing import NDArray

from studio.drawing.camera import StudioCamera
from studio.drawing.canvas import Canvas
from studio.drawing.other_cameras import settle
from studio.drawing.region import Region
from studio.scene.lesson_scene import LessonScene, NoFileWriter, frame_times
from studio.scene.manim_compat import (
    CairoRenderer,
    EndSceneEarlyException,
    begin_play,
    end_play,
    is_hold,
    mobjects_shown,
    moving,
    show_moment,
    still,
    updates_itself,
)


class StudioRenderer(CairoRenderer):
    """Plays a lesson's scene frame by frame and writes no file of its own."""

    camera: Camera

    def __init__(self) -> None:
        super().__init__(camera_class=StudioCamera)

    def init_scene(self, *_: Any) -> None:
        """Do without Manim's file writer."""
        self.file_writer = NoFileWriter()

    def use_camera(self, camera_class: type[Camera]) -> None:
        """Take the camera that a scene asks for, where the studio's does not draw what it would."""
        if camera_class not in (Camera, MovingCamera):
            self.camera = camera_class()

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The picture as it is drawn, RGBA, shape (height, width, 4); the next one is drawn over it."""
        return cast("NDArray[np.uint8]", self.camera.pixel_array)

    def play(self, scene: LessonScene, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Play one animation, or several at once, for a whole number of frames."""
        scene.compile_animation_data(*args, **kwargs)
        begin_play(scene)
        self.settle(scene)
        if is_hold(scene):
            self.hold(scene, scene.play_frames)
        else:
            self.move(scene, scene.play_frames)
            end_play(scene)
        self.num_plays += 1
        self.time = scene.clock / scene.context.fps

    def skip(self, scene: LessonScene, frames: int) -> None:
        """Take a play to its end without drawing it, so that all is as if it had been drawn.

        An updater may go on from where it was in the frame before: then every frame is gone through, else
        only the last one.
        """
        times = frame_times(frames, scene.context.fps)
        for time in times if updates_itself(scene) else times[-1:]:
            show_moment(scene, time)
            self.settle(scene)

    def settle(self, scene: LessonScene) -> None:
        """Have the camera as if it had drawn the present picture."""
        if not isinstance(self.camera, StudioCamera):
            settle(self.camera, mobjects_shown(scene))

    def draw(self, scene: LessonScene) -> None:
        """Draw the present picture."""
        if isinstance(self.camera, StudioCamera):
            self.update_frame(scene)
        else:
            self.canvas(scene)(moving(scene))

    def canvas(self, scene: LessonScene) -> Callable[[Sequence[Mobject]], Region | None]:
        """Draw what stands still during the play that was begun.

        Returns
        -------
        Callable[[Sequence[Mobject]], Region | None]
            Draws what moves above it, and says outside of which region nothing has changed since the last
            call; None if that is not known.
        """
        if isinstance(self.camera, StudioCamera):
            return Canvas(self.camera, still(scene)).draw
        # What is seen of a mobject in space may depend on all others: as Manim's own renderer does it.
        ground = self.save_static_frame_data(scene, still(scene))

        def draw(mobjects: Sequence[Mobject]) -> None:
            self.static_image = ground
            self.update_frame(scene, mobjects)
            self.static_image = None

        self.static_image = None
        return draw

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


class FrameSink(Protocol):
    """What takes the pictures of one slide."""

    def needs(self, first: int) -> bool:
        """Whether it takes the pictures of the play that begins at a frame, counted from the slide's start.

        If not, it has them already.
        """
        ...

    def add(self, picture: NDArray[np.uint8], frames: int = 1, changed: Region | None = None) -> None:
        """Take a picture, RGBA of shape (height, width, 4), that is shown for so many frames.

        Outside of `changed` it is the picture that was taken before; None says nothing of that.
        """
        ...


class NoFrames:
    """The sink of a slide of which the last picture alone is wanted."""

    def needs(self, _first: int) -> bool:
        """Never: `Drawing` then skips over the play, and draws the last picture at the end."""
        return False

    def add(self, *_: object, **__: object) -> None:
        """Do nothing: it is never called."""


class Drawing(StudioRenderer):
    """Draws the slides that are wanted and skips over the others.

    Parameters
    ----------
    sink_for
        Called with the id of each slide; the sink that takes its pictures, or None to skip it.
    on_drawn
        Called after each drawn slide with its id and its last picture.
    last
        The id of the slide after which the scene need not go on.
    """

    def __init__(
        self,
        sink_for: Callable[[str], FrameSink | None],
        on_drawn: Callable[[str, NDArray[np.uint8]], None],
        last: str,
    ) -> None:
        super().__init__()
        self._sink_for = sink_for
        self._on_drawn = on_drawn
        self._last = last
        self._sink: FrameSink | None = None
        self._is_drawn = False

    def begin_slide(self, scene: LessonScene) -> None:
        """Ask for a sink."""
        self._sink = self._sink_for(scene.present.id)

    def end_slide(self, scene: LessonScene) -> None:
        """Hand the slide over, and leave the scene after the last one.

        Raises
        ------
        EndSceneEarlyException
            Manim's own way to end a scene.
        """
        if self._sink is not None:
            if not self._is_drawn:
                self.draw(scene)
            self._on_drawn(scene.present.id, self.pixels)
        if scene.present.id == self._last:
            raise EndSceneEarlyException()

    def hold(self, scene: LessonScene, frames: int) -> None:
        """Draw one picture and show it for all the frames."""
        if sink := self._sink_of(scene, frames):
            self.draw(scene)
            sink.add(self.pixels, frames)

    def move(self, scene: LessonScene, frames: int) -> None:
        """Draw every frame of the movement."""
        sink = self._sink_of(scene, frames)
        if sink is None:
            self.skip(scene, frames)
            return
        draw = self.canvas(scene)
        for index, time in enumerate(frame_times(frames, scene.context.fps)):
            show_moment(scene, time)
            changed = draw(moving(scene))
            sink.add(self.pixels, changed=changed if index else None)

    def _sink_of(self, scene: LessonScene, frames: int) -> FrameSink | None:
        """What takes the pictures of a play of so many frames."""
        self._is_drawn = self._sink is not None and self._sink.needs(scene.slide_clock - frames)
        return self._sink if self._is_drawn else None
