import pytest

from scenes.common.chip import Chip
from scenes.common.look import LOOK


@pytest.mark.parametrize("word", ["a", "king", "W" * 16])
def test_a_token_stands_in_the_middle_of_its_box(word):
    chip = Chip(word)
    assert (chip.word.start + chip.word.end) / 2 == pytest.approx(chip.box.get_x())
    assert chip.box.width > chip.word.width + 0.3


def test_a_token_is_lit_quiet_or_behind_another():
    chip = Chip("king")
    assert chip.word[0].get_fill_color().to_hex() == LOOK.ink
    assert chip.light().word[0].get_fill_color().to_hex() == LOOK.embedding
    assert chip.light(LOOK.key).box.get_stroke_color().to_hex() == LOOK.key
    assert chip.recede().word[0].get_fill_color().to_hex() == LOOK.line
