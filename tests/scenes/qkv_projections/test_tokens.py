import subprocess
import sys
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.qkv_projections.tokens import LEXICON, MAX_LENGTH, embedding, readable
from studio.errors import StudioError

GROUPS = {
    "royalty": {"king", "queen", "prince", "princess", "crown"},
    "people": {"man", "woman", "boy", "girl", "child"},
    "animals": {"cat", "dog", "horse", "lion", "fish"},
    "places": {"city", "village", "castle", "river"},
    "function words": {"the", "a", "of", "and", "is"},
}

tokens = st.text(
    st.characters(exclude_categories=("C", "Z", "M")), min_size=1, max_size=MAX_LENGTH // 4
)  # short, since composing a character may lengthen it


def cosine(a, b):
    return a @ b / (np.linalg.norm(a) * np.linalg.norm(b))


def distance(a, b):
    return np.linalg.norm(a - b)


def nearest(vector, words):
    """The nearest of some words, by cosine and by distance."""
    return (
        max(words, key=lambda word: cosine(vector, np.array(LEXICON[word]))),
        min(words, key=lambda word: distance(vector, np.array(LEXICON[word]))),
    )


def test_king_is_the_lesson_s_own():
    king = embedding("king")
    assert king.values.tolist() == [0.412, -1.104, 0.893, 2.301]
    assert king.known


def test_the_groups_are_the_lexicon():
    assert set().union(*GROUPS.values()) == set(LEXICON)


def test_numbers_have_three_decimals_and_fit_the_picture():
    values = np.array(list(LEXICON.values()))
    assert values.shape == (len(LEXICON), 4)
    assert np.array_equal(np.round(values, 3), values)
    assert np.abs(values).max() <= 2.5
    assert np.all(values != 0)
    assert len(np.unique(values, axis=0)) == len(LEXICON)


@pytest.mark.parametrize("word", LEXICON)
def test_the_nearest_word_is_a_related_one(word):
    group = next(words for words in GROUPS.values() if word in words)
    assert set(nearest(embedding(word).values, LEXICON.keys() - {word})) <= group


@pytest.mark.parametrize(
    ("a", "minus", "plus", "expected"),
    [
        ("king", "man", "woman", "queen"),
        ("queen", "woman", "man", "king"),
        ("prince", "boy", "girl", "princess"),
    ],
)
def test_analogies_hold_against_every_word_even_their_own(a, minus, plus, expected):
    target = embedding(a).values - embedding(minus).values + embedding(plus).values
    assert nearest(target, LEXICON) == (expected, expected)


def test_case_and_composition_do_not_matter():
    assert embedding("King").known
    assert embedding(" KING ").values.tolist() == embedding("king").values.tolist()
    assert embedding("Cafe\u0301").values.tolist() == embedding("café").values.tolist()


def test_a_derived_embedding_never_changes():
    derived = embedding("zebra")
    assert not derived.known
    assert derived.values.tolist() == [-1.775, 0.897, -1.357, -0.012]


def test_a_derived_embedding_is_the_same_in_another_process():
    program = "from scenes.qkv_projections.tokens import embedding; print(embedding('größe').values.tolist())"
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == str(embedding("größe").values.tolist())


@given(tokens)
def test_any_token_gets_four_presentable_numbers(token):
    found = embedding(token)
    assert found.values.shape == (4,)
    assert found.values.dtype == np.float64
    assert np.array_equal(np.round(found.values, 3), found.values)
    assert np.all((np.abs(found.values) <= 2.4) | found.known)
    assert np.all(found.values != 0)
    assert not found.values.flags.writeable
    assert found.values.tolist() == embedding(unicodedata.normalize("NFD", token)).values.tolist()


@given(st.text(max_size=30))
def test_any_text_is_shown_or_refused_in_one_sentence(text):
    try:
        shown = readable(text)
    except StudioError as error:
        refusal = str(error)
    else:
        assert 0 < len(shown) <= MAX_LENGTH
        assert shown.isprintable()
        assert readable(shown) == shown
        return
    assert refusal.startswith("The token ")
    assert refusal.isprintable()


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("", "is empty"),
        ("  \n", "is empty"),
        ("two\nlines", "U+000A"),
        ("a\u202eb", "U+202E"),
        ("\ud800", "U+D800"),
        ("antidisestablishment", "has 20 characters and the picture has room for 16"),
    ],
)
def test_what_cannot_be_shown_is_refused(token, said):
    with pytest.raises(StudioError, match=said.replace("+", r"\+")):
        embedding(token)
