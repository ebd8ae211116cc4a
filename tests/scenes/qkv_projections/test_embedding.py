import pytest

from scenes.common.look import LOOK
from scenes.qkv_projections.embedding import _bar

BETWEEN = [pytest.param(token, marks=pytest.mark.slow) for token in ("the", "Schmetterling")]
TOKENS = ["king", *BETWEEN, "W" * 16]


@pytest.mark.parametrize("token", TOKENS)
def test_the_picture_keeps_to_the_words_and_to_the_safe_area(rehearsed, token):
    embedding = rehearsed("Embedding", token)
    assert embedding.findings == ()
    assert [slide.id for slide in embedding.chapter.slides] == ["numbers", "learned", "size"]


@pytest.mark.slow
def test_a_faster_voice_is_followed(rehearsed):
    assert rehearsed("Embedding", pace=1.4).findings == ()


@pytest.mark.parametrize("token", TOKENS)
def test_the_numbers_are_the_table_s(rehearsed, token):
    embedding = rehearsed("Embedding", token)
    x = embedding.written("x1 x2 x3 x4")
    assert [text for text in embedding.texts("numbers") if "." in text] == x
    assert [text for text in embedding.texts("learned") if "." in text] == x
    lengths = embedding.written("d_model bert_d_model gpt3_d_model")
    assert [text for text in embedding.texts("size") if text[0].isdigit()] == lengths


@pytest.mark.parametrize(("token", "told"), [("king", False), ("the", False), ("Schmetterling", True)])
def test_a_token_outside_the_lexicon_is_told_to_be_one(rehearsed, token, told):
    embedding = rehearsed("Embedding", token)
    assert (embedding.labels["spelled"] in embedding.texts("numbers")) is told
    assert "spelled" in embedding.chapter.used_labels


def test_the_note_on_the_spelling_does_not_stay(rehearsed):
    embedding = rehearsed("Embedding", "Schmetterling")
    assert embedding.labels["spelled"] not in embedding.texts("learned")


def test_the_numbers_of_the_toy_are_not_said_to_be_learned(rehearsed):
    (told,) = (text for text in rehearsed("Embedding").texts("learned") if "training" in text)
    assert "real model" in told


@pytest.mark.parametrize("length", [100, 768, 12288])
def test_a_bar_ends_within_the_safe_area_and_is_torn_where_it_is_longer(length):
    bar = _bar(0, length, 0.05)
    assert float(bar.get_right()[0]) <= LOOK.right_edge + 1e-6
    assert (len(bar.get_subpaths()) > 1) is (length * 0.05 > LOOK.right_edge - LOOK.left_edge)


def test_together_the_numbers_are_a_place_among_others(rehearsed):
    shown = rehearsed("Embedding").texts("learned")
    assert {"king", "queen", "prince", "castle"} <= set(shown)
    assert "?" not in shown
