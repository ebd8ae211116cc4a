"""The renderer that looks at pictures without drawing them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from studio.drawing.fingerprint import Fingerprint
from studio.drawing.renderer import StudioRenderer
from studio.rehearsal.movement import cause_of
from studio.rehearsal.passing import BEAT
from studio.scene.lesson_scene import LessonScene, frame_times
from studio.scene.manim_compat import mobjects_shown, moving, show_moment, still, updates_itself

_LOOKS = (0.0, 0.389, 1.0)
"""Where rehearsal looks into a movement of which it knows what all frames follow from, as shares of these."""


class RehearsalRenderer(StudioRenderer):
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
    on_moment
        Called in the moments of each movement, `BEAT` apart, with the scene, the frame of the slide, and
        whether it is the first; it answers whether it need be called again in this movement.

    Attributes
    ----------
    moves
        The spans of frames in which the picture of the present slide moves, counted from its start.
    """

    def __init__(
        self,
        on_hold: Callable[[LessonScene, int], None],
        on_slide: Callable[[RehearsalRenderer, LessonScene, int], None],
        on_moment: Callable[[LessonScene, int, bool], bool] = lambda *_: False,
    ) -> None:
        super().__init__()
        self._on_moment = on_moment
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
        fingerprint.picture(mobjects_shown(scene), self.camera)
        self._held = frames
        self._on_hold(scene, frames)

    def move(self, scene: LessonScene, frames: int) -> None:
        """Note what all pictures of the movement follow from, or else each of them."""
        times = frame_times(frames, scene.context.fps)
        end = scene.slide_clock
        self._held = 0
        self.moves += ((end - frames, end),)
        assert scene.animations is not None
        fingerprint = self._shot(scene, frames, stands=False)
        # What stands still below is drawn once, and so looked at once.
        fingerprint.picture(still(scene), self.camera)
        cause = None if updates_itself(scene) else cause_of(scene.animations)
        fingerprint.text("move", frames, cause)
        looks = range(frames) if cause is None else sorted({round(share * (frames - 1)) for share in _LOOKS})
        beats = range(0, frames, max(1, round(BEAT * scene.context.fps)))
        goes_on = True
        for index in sorted({*looks, *beats}):
            if index not in looks and not goes_on:
                continue
            show_moment(scene, times[index])
            self.settle(scene)
            if index in looks:
                fingerprint.picture(moving(scene), self.camera)
            if index in beats and goes_on:
                goes_on = self._on_moment(scene, end - frames + index, index == 0)

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
