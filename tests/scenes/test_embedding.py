import pytest

TOKENS = ["king", "the", "Schmetterling", "W" * 16]


@pytest.mark.parametrize("token", TOKENS)
def test_the_picture_keeps_to_the_words_and_to_the_safe_area(rehearsed, token):
    embedding = rehearsed("Embedding", token)
    assert embedding.findings == ()
    assert [slide.id for slide in embedding.chapter.slides] == ["numbers", "learned", "size"]


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


def test_together_the_numbers_are_a_place_among_others(rehearsed):
    shown = rehearsed("Embedding").texts("learned")
    assert {"king", "queen", "prince", "castle"} <= set(shown)
    assert "?" not in shown
