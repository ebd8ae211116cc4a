"""Facts of real models, each with its source, and the counts that follow from them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Model:
    """The attention of one layer.

    Parameters
    ----------
    d_model
        Numbers of an embedding.
    heads, kv_heads
        Heads of queries, and of keys and values.
    d_head
        Numbers that a query, key or value has in one head.
    bias
        Whether a bias is added to what a matrix gives.
    """

    d_model: int
    heads: int
    kv_heads: int
    d_head: int
    bias: bool

    @property
    def query_weights(self) -> int:
        """Weights of W_Q, all heads together."""
        return self.heads * self.head_weights

    @property
    def key_weights(self) -> int:
        """Weights of W_K, all heads together; W_V has as many."""
        return self.kv_heads * self.head_weights

    @property
    def head_weights(self) -> int:
        """Weights of one matrix in one head."""
        return self.d_model * self.d_head

    @property
    def columns(self) -> int:
        """Columns of W_Q, W_K and W_V side by side."""
        return (self.heads + 2 * self.kv_heads) * self.d_head


TRANSFORMER = Model(d_model=512, heads=8, kv_heads=8, d_head=64, bias=False)
"""The base model of Vaswani et al. 2017, arXiv:1706.03762, table 3; section 3.2.2 has no bias."""

BERT = Model(d_model=768, heads=12, kv_heads=12, d_head=64, bias=True)
"""BERT-base: Devlin et al. 2018, arXiv:1810.04805."""

GPT2 = Model(d_model=768, heads=12, kv_heads=12, d_head=64, bias=True)
"""GPT-2 small: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"."""

GPT3 = Model(d_model=12_288, heads=96, kv_heads=96, d_head=128, bias=True)
"""Brown et al. 2020, arXiv:2005.14165, table 2.1; built as GPT-2."""

LLAMA3 = Model(d_model=4096, heads=32, kv_heads=8, d_head=128, bias=False)
"""Llama 3 8B: Dubey et al. 2024, arXiv:2407.21783, table 3."""
