import pytest

BETWEEN = [pytest.param(token, marks=pytest.mark.slow) for token in ("the", "Schmetterling")]
TOKENS = ["king", *BETWEEN, "W" * 16]
SLIDES = ["sentence", "jobs", "card"]


@pytest.mark.parametrize("token", TOKENS)
def test_the_picture_keeps_to_the_words_and_to_the_safe_area(rehearsed, token):
    hook = rehearsed("Hook", token)
    assert hook.findings == ()
    assert [slide.id for slide in hook.chapter.slides] == SLIDES


@pytest.mark.slow
def test_a_faster_voice_is_followed(rehearsed):
    assert rehearsed("Hook", pace=1.4).findings == ()


@pytest.mark.parametrize("token", TOKENS)
def test_the_token_stands_in_the_sentence(rehearsed, token):
    hook = rehearsed("Hook", token)
    before, after = hook.labels["sentence_before"].split(), hook.labels["sentence_after"].split()
    shown = hook.texts("sentence")
    assert set(shown) >= {*before, token, *after, hook.labels["tokens"]}


def test_the_film_shows_its_title_from_the_first_frame(rehearsed):
    first = rehearsed("Hook").chapter.slides[0]
    assert first.moves[0][0] > 0  # a title that fades in would move from frame 0


def test_the_three_jobs_are_told_side_by_side_on_one_line(rehearsed):
    hook = rehearsed("Hook")
    said = [hook.labels[name] for name in ("asks", "advertises", "delivers")]
    (jobs,) = (slide for slide in hook.chapter.slides if slide.id == "jobs")
    verbs = [next(text for text in jobs.texts if text.text == verb) for verb in said]
    assert [verb.left for verb in verbs] == sorted(verb.left for verb in verbs)
    assert {hook.labels[name] for name in ("ask", "advertise", "deliver")} <= set(hook.texts("jobs"))


def test_the_title_card_holds_what_the_front_matter_says_once(rehearsed):
    hook = rehearsed("Hook")
    shown = hook.texts("card")
    assert shown.count("Q, K, V - the projections.") == 1
    assert {"22 / 42", "Architecture", "A · Gemini", "Module 12"} <= set(shown)
    assert {"W_Q", "W_K", "W_V"} <= set(shown)
    assert {hook.labels[name] for name in ("query", "key", "value", "embedding")} <= set(shown)


def test_the_sentence_is_set_smaller_for_a_long_token_but_stays_readable(rehearsed):
    sizes = {}
    for token in ("king", "W" * 16):
        (jobs,) = (slide for slide in rehearsed("Hook", token).chapter.slides if slide.id == "jobs")
        sizes[token] = next(text.size for text in jobs.texts if text.text == token)
    assert 26 <= sizes["W" * 16] < sizes["king"]
