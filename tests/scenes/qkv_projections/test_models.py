import numpy as np
import pytest

from scenes.qkv_projections.models import BERT, GPT2, GPT3, LLAMA3, TRANSFORMER

ALL = [TRANSFORMER, BERT, GPT2, GPT3, LLAMA3]


def test_the_models_are_as_their_papers_say():
    assert [(model.d_model, model.heads, model.d_head) for model in ALL] == [
        (512, 8, 64),
        (768, 12, 64),
        (768, 12, 64),
        (12_288, 96, 128),
        (4096, 32, 128),
    ]
    assert [model.bias for model in ALL] == [False, True, True, True, False]


@pytest.mark.parametrize("model", ALL)
def test_the_query_heads_fill_the_width_of_the_embedding(model):
    assert model.heads * model.d_head == model.d_model
    assert model.query_weights == model.d_model**2


@pytest.mark.parametrize("model", ALL)
def test_the_counts_are_those_of_the_arrays(model):
    def size(*shape):
        return np.broadcast_to(0.0, shape).size  # an array of that shape that takes no room

    assert model.head_weights == size(model.d_model, model.d_head)
    assert model.query_weights == size(model.heads, model.d_model, model.d_head)
    assert model.key_weights == size(model.kv_heads, model.d_model, model.d_head)
    assert model.query_weights + 2 * model.key_weights == size(model.d_model, model.columns)


def test_the_counts_are_the_lesson_s():
    assert TRANSFORMER.query_weights == TRANSFORMER.key_weights == 262_144
    assert BERT.query_weights == BERT.key_weights == 589_824
    assert GPT2.columns == 2304
    assert GPT3.head_weights == 1_572_864
    assert (LLAMA3.query_weights, LLAMA3.key_weights) == (16_777_216, 4_194_304)


def test_what_the_voice_says_of_the_models_is_true():
    assert BERT.query_weights > 2 * TRANSFORMER.query_weights  # "more than double"
    assert GPT3.head_weights > 1_000_000  # "over a million weights for its query alone"
    assert LLAMA3.heads % LLAMA3.kv_heads == 0  # "4 query heads share one"
    assert LLAMA3.query_weights == 4 * LLAMA3.key_weights  # "shrink to a quarter"
    assert BERT.d_head < BERT.d_model / 10  # "few directions"


def test_the_rank_of_a_head_s_scores_is_at_most_the_width_of_a_head():
    generator = np.random.default_rng(22)
    d_model, d_head = BERT.d_model // 8, BERT.d_head // 8  # as slim, but quick to decompose
    w_q, w_k = generator.normal(size=(2, d_model, d_head))
    assert np.linalg.matrix_rank(w_q @ w_k.T) == d_head
