"""The default look keeps what it promises: colours that can be read, and places within the picture."""

import subprocess
import sys
from dataclasses import replace

import pytest

from studio.kit import DEFAULT_LOOK, Look


def luminance(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    "color", [*DEFAULT_LOOK.colors, DEFAULT_LOOK.ink, DEFAULT_LOOK.soft, DEFAULT_LOOK.accent]
)
def test_every_colour_can_be_read_on_the_ground_and_on_a_sheet(color):
    for ground in (DEFAULT_LOOK.background, DEFAULT_LOOK.panel):
        assert (luminance(color) + 0.05) / (luminance(ground) + 0.05) >= 4.5


def test_things_that_are_told_apart_have_colours_of_their_own():
    assert len(set(DEFAULT_LOOK.colors)) == len(DEFAULT_LOOK.colors)


def test_no_text_is_too_small_and_the_edges_leave_a_margin():
    look = DEFAULT_LOOK
    assert min(look.title, look.heading, look.body, look.number, look.small) >= 26
    assert look.right_edge == -look.left_edge <= 0.95 * 64 / 9
    assert look.top_edge == -look.bottom_edge <= 0.95 * 4
    assert look.width == look.right_edge - look.left_edge


def test_a_lesson_replaces_a_part_and_the_rest_stays():
    assert replace(DEFAULT_LOOK, accent="#FFFFFF") == Look(accent="#FFFFFF")


def test_colours_are_known_without_manim_and_the_studio_without_the_kit():
    program = "import sys, studio; print('studio.kit' in sys.modules)\n"
    program += "from studio.kit import Look; print('manim' in sys.modules)"
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert there.stdout.split() == ["False", "False"]


def test_what_the_kit_names_it_has():
    import studio.kit

    assert all(getattr(studio.kit, name) is not None for name in studio.kit.__all__)
    assert {name for names in studio.kit._HOMES.values() for name in names} == set(studio.kit.__all__)
    with pytest.raises(AttributeError, match="Sel"):
        studio.kit.Sel  # noqa: B018
