"""Scenes with other cameras than the studio's. Each has two slides, ``first`` and ``second``."""

from __future__ import annotations

from manim import (
    BLUE,
    DEGREES,
    DOWN,
    LEFT,
    ORIGIN,
    OUT,
    PI,
    RED,
    RIGHT,
    UP,
    YELLOW,
    Circle,
    Create,
    Cube,
    Dot,
    FadeIn,
    LinearTransformationScene,
    MovingCamera,
    MovingCameraScene,
    Rotate,
    Sphere,
    Square,
    Surface,
    ThreeDAxes,
    ThreeDScene,
    VectorScene,
    VGroup,
    ZoomedScene,
)

from studio import LessonScene
from studio.scene.typesetting import Text


class Solids(LessonScene, ThreeDScene):
    def construct(self):
        with self.slide("first"):
            self.set_camera_orientation(phi=65 * DEGREES, theta=-50 * DEGREES, zoom=0.8)
            self.add(ThreeDAxes((-2, 2), (-2, 2), (-1, 1), num_axis_pieces=2, tips=False))
            cube = Cube(side_length=2, fill_opacity=0.7).shift(RIGHT)
            self.play(FadeIn(cube), run_time=0.4)
            self.move_camera(theta=-10 * DEGREES, gamma=20 * DEGREES, run_time=0.5)
        with self.slide("second"):
            sphere = Sphere(resolution=(4, 4)).shift(LEFT * 2)
            self.play(Rotate(cube, PI / 3, axis=OUT + UP), FadeIn(sphere), run_time=0.5)
            self.move_camera(phi=20 * DEGREES, zoom=1.2, focal_distance=9, run_time=0.5)
            self.renderer.camera.light_source.move_to(9 * OUT + 5 * RIGHT)
            self.wait(0.3)


class Ambient(ThreeDScene, LessonScene):
    def construct(self):
        with self.slide("first"):
            self.add(Cube(fill_opacity=1))
            self.set_camera_orientation(phi=75 * DEGREES, theta=30 * DEGREES)
            self.begin_ambient_camera_rotation(rate=1)
            self.wait(0.6)
        with self.slide("second"):
            self.wait(0.4)
            self.stop_ambient_camera_rotation()
            self.play(Create(Square().shift(OUT)), run_time=0.4)
            self.begin_3dillusion_camera_rotation(rate=2)
            self.wait(0.5)


class Fixed(LessonScene, ThreeDScene):
    def construct(self):
        with self.slide("first"):
            title, mark = Text("Title").to_corner(UP + LEFT), Text("x").shift(RIGHT * 2)
            self.add_fixed_in_frame_mobjects(title)
            self.add_fixed_orientation_mobjects(mark)
            wave = Surface(lambda u, v: (u, v, u * v / 2), u_range=(-1, 1), v_range=(-1, 1), resolution=5)
            self.add(wave)
            self.set_camera_orientation(phi=60 * DEGREES, frame_center=(1, 0, 0))
            self.wait(0.2)
            self.move_camera(theta=40 * DEGREES, run_time=0.5)
        with self.slide("second"):
            self.move_camera(frame_center=(0, 1, 0.5), run_time=0.5)
            self.remove_fixed_in_frame_mobjects(title)
            self.play(mark.animate.shift(UP), run_time=0.4)


class Zoomed(LessonScene, ZoomedScene):
    def __init__(self, **kwargs):
        super().__init__(zoom_factor=0.3, zoomed_display_height=2, zoomed_display_width=4, **kwargs)

    def construct(self):
        with self.slide("first"):
            dots = VGroup(*(Dot(LEFT * k / 3, color=color) for k, color in enumerate((RED, BLUE, YELLOW))))
            self.add(dots)
            self.activate_zooming(animate=False)
            self.play(self.zoomed_camera.frame.animate.shift(LEFT * 0.5), run_time=0.4)
        with self.slide("second"):
            self.play(dots.animate.shift(DOWN * 0.2), run_time=0.4)
            self.play(self.zoomed_camera.frame.animate.scale(0.6), run_time=0.4)
            self.play(self.get_zoomed_display_pop_out_animation(), run_time=0.4)


class Linear(LessonScene, LinearTransformationScene):
    def construct(self):
        with self.slide("first"):
            self.add_vector([1, 2], animate=False)
            self.apply_matrix([[1, 1], [0, 1]], run_time=0.5)
        with self.slide("second"):
            self.play(FadeIn(Square()), run_time=0.4)
            self.apply_inverse([[1, 1], [0, 1]], run_time=0.5)


class Vectors(LessonScene, VectorScene):
    def construct(self):
        with self.slide("first"):
            self.add_plane()
            vector = self.add_vector([2, 1], animate=False)
        with self.slide("second"):
            self.play(vector.animate.shift(UP), run_time=0.5)
            self.play(FadeIn(Circle()), run_time=0.5)


class Moving(LessonScene, MovingCameraScene):
    def construct(self):
        with self.slide("first"):
            self.add(Square(fill_opacity=0.5))
            self.play(self.camera.frame.animate.scale(0.5).shift(UP), run_time=0.5)
        with self.slide("second"):
            self.play(self.camera.frame.animate.move_to(ORIGIN).scale(3), run_time=0.6)
            self.play(FadeIn(Circle()), run_time=0.4)


class Tall(MovingCamera):
    """An author's own camera, which sees all things twice as high."""

    def transform_points_pre_display(self, mobject, points):
        return super().transform_points_pre_display(mobject, points) * (1, 2, 1)


class Own(LessonScene):
    def __init__(self, **kwargs):
        super().__init__(camera_class=Tall, **kwargs)

    def construct(self):
        with self.slide("first"):
            square = Square(fill_opacity=0.5)
            self.play(FadeIn(square), run_time=0.5)
        with self.slide("second"):
            self.play(square.animate.rotate(0.5), run_time=0.6)
            self.play(FadeIn(Circle()), run_time=0.4)
