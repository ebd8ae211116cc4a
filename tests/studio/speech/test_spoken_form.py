import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.speech.spoken_form import SpokenForm, is_pronounced, spoken_form

LIKELY = (
    "W_Q W_QK QK^T d_model q1 x_i^2 wq11 A a Softmax softmax don’t −1.104 -0.9 0.12 .5 12,288 1,2,3 768 "
    "1.2.3 007 5% 3–5 22nd 1/2 2017 ² × = + ≈ → -> — - … ... ( ) [ “ ” ’ ' . , ? ⁻¹ ½ ₖ₁ α Ω ∇ 🙂 é e\u0301 "
    "汉 ß ٣ ᵀ \u00ad \u200d $5 $1.50 €2 1990s 2048 n x d_k GPUs BERT GQA NOT etc. Dr. million 8B 4 matrix"
)
LIKELY_TEXTS = [*LIKELY.split(), " – ", " - ", "et al.", "\n\n", "\t", " ", " ", " "]
texts = st.lists(st.sampled_from(LIKELY_TEXTS) | st.text(max_size=3), max_size=20).map("".join)
KEYS = ["W_Q", "W_Q W_K", "softmax", "A", "=", "d", "768", "a =", "et", " "]
tables = st.dictionaries(
    st.sampled_from(["W_Q", "W_Q W_K", "softmax", "A", "=", "d", "768", "a =", "et", " "])
    | st.text(max_size=2),
    st.sampled_from(["W Q", "soft max", "", "one, two", "…"]),
    max_size=3,
)
languages = st.sampled_from(["en", "en-GB", "de"])


def said(text: str, **pronounce: str) -> str:
    return spoken_form(text, pronounce).text


@given(texts, tables, languages)
def test_nothing_is_lost_on_either_side(text: str, pronounce: dict[str, str], language: str) -> None:
    spoken = spoken_form(text, pronounce, language)
    written_end = spoken_end = 0
    for span in spoken.spans:
        assert written_end <= span.written_start < span.written_end <= len(text)
        assert spoken_end <= span.spoken_start <= span.spoken_end <= len(spoken.text)
        written_end, spoken_end = span.written_end, span.spoken_end
    assert _outside(text, [(span.written_start, span.written_end) for span in spoken.spans]) == ""
    assert _outside(spoken.text, [(span.spoken_start, span.spoken_end) for span in spoken.spans]) == ""


def _outside(text: str, spans: list[tuple[int, int]]) -> str:
    inside = {index for start, end in spans for index in range(start, end)}
    return "".join(c for index, c in enumerate(text) if c.isalnum() and index not in inside)


@given(texts, languages)
def test_what_is_said_is_one_line_of_plain_text(text: str, language: str) -> None:
    spoken = spoken_form(text, {}, language).text
    if language != "de":
        assert spoken == spoken.strip()
        assert "  " not in spoken
        assert not set(spoken) & set("\n\t“”…—–−×=+²_^")


@given(texts)
def test_a_language_without_rules_is_said_as_it_is_written(text: str) -> None:
    assert spoken_form(text, {}, "de").text.rstrip(" ,") == text.rstrip(" ,")


def test_spans_lead_back_to_what_is_written() -> None:
    text = "W_Q is “−0.90” — twice"
    spoken = spoken_form(text, {"W_Q": "the query matrix"})
    assert spoken.text == "the query matrix is minus zero point nine zero, twice"
    assert [(text[a:b], spoken.text[c:d]) for a, b, c, d in spoken.spans] == [
        ("W_Q", "the query matrix"),
        ("is", "is"),
        ("−", "minus"),
        ("0.90", "zero point nine zero"),
        ("twice", "twice"),
    ]


def test_the_table_comes_first_and_the_longest_entry_wins() -> None:
    table = {"W_Q": "query matrix", "W_Q W_K": "both", "768": "seven six eight", "=": "is"}
    assert spoken_form("W_Q W_K = W_Q 768", table).text == "both is query matrix seven six eight"


@pytest.mark.parametrize("text", ["W_QK", "xW_Q", "W_Q1", "W_Q_x", "W_Q^T", "2W_Q"])
def test_an_entry_is_never_found_within_a_longer_name(text: str) -> None:
    assert "nonsense" not in said(text, W_Q="nonsense")


@pytest.mark.parametrize("text", ["(W_Q)", "W_Q,", "W_Q-like", "“W_Q”", "W_Q’s", "−W_Q", "W_Q."])
def test_punctuation_ends_a_name(text: str) -> None:
    assert "nonsense" in said(text, W_Q="nonsense")


def test_ordinary_words_are_found_in_any_case_but_exact_ones_first() -> None:
    assert said("Softmax, SOFTMAX, softmax", softmax="soft max") == "soft max, soft max, soft max"
    assert said("Bert, BERT", bert="one", BERT="two") == "one, two"


def test_symbols_and_capitals_are_not_found_in_another_case() -> None:
    assert said("q and Q, it and IT", Q="queue", IT="I T") == "q and queue, it and I T"


def test_an_entry_may_silence_what_is_written() -> None:
    spoken = spoken_form("one [1] two", {"[1]": ""})
    assert spoken.text == "one two"
    assert [span[:2] for span in spoken.spans] == [(0, 3), (4, 7), (8, 11)]


def test_other_languages_keep_their_numbers_and_take_the_table() -> None:
    assert spoken_form("W_Q ist 0,12 – Q.", {"W_Q": "We Ku"}, "de") == SpokenForm(
        "We Ku ist 0,12 – Q.",
        ((0, 3, 0, 5), (4, 7, 6, 9), (8, 9, 10, 11), (10, 12, 12, 14), (15, 16, 17, 18)),
    )


@pytest.mark.parametrize(
    ("key", "text", "found"),
    [
        ("W_Q", "The matrix W_Q.", True),
        ("W_Q", "The matrix W_QK.", False),
        ("softmax", "Softmax comes next.", True),
        ("Q", "A q is no capital.", False),
        ("W_Q W_K", "W_Q\nW_K", True),
    ],
)
def test_an_entry_is_found_where_it_would_be_said(key: str, text: str, found: bool) -> None:
    assert is_pronounced(key, text) is found
    assert (said(text, **{key: "hum"}).count("hum") > 0) is found
