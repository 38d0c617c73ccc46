"""The operations of a transformer in PyTorch, at the shapes that are asked for, eager."""

import time
from typing import Callable

import torch
import torch.nn.functional as F

from llama import NORM_EPSILON, Block, Cache, rotate, rotation_tables

MATMUL_KINDS = {"nn": (False, False), "nt": (False, True), "tn": (True, False)}


class Operations:
    def __init__(self):
        self.prepared: tuple[str, Callable[[], object]] | None = None

    def seconds(self, case: dict, at_least: float) -> float:
        """Seconds of one call, over as many calls as take `at_least` seconds."""
        key = str(case)
        if self.prepared is None or self.prepared[0] != key:
            call = prepared(case)
            call()
            self.prepared = key, call
        call, calls = self.prepared[1], 0
        start = time.perf_counter()
        while True:
            call()
            calls += 1
            passed = time.perf_counter() - start
            if passed >= at_least:
                return passed / calls


def prepared(case: dict) -> Callable[[], object]:
    """One call of the operation, with its gradient where that is asked for."""
    forward, inputs = OPERATIONS[case["operation"]](case["shape"], case.get("kind"))
    if not case["gradient"]:

        def only_forward():
            with torch.inference_mode():
                return forward(*inputs)

        return only_forward
    for tensor in inputs:
        tensor.requires_grad_()
    upstream = torch.ones_like(forward(*inputs))
    return lambda: torch.autograd.grad(forward(*inputs), inputs, upstream)


def mat_mul(shape: list[int], kind: str):
    m, n, k = shape
    transposed_a, transposed_b = MATMUL_KINDS[kind]
    a = torch.randn(k, m) if transposed_a else torch.randn(m, k)
    b = torch.randn(n, k) if transposed_b else torch.randn(k, n)
    return lambda x, y: (x.t() if transposed_a else x) @ (y.t() if transposed_b else y), (a, b)


def rms_norm(shape: list[int], _):
    return lambda x, gain: F.rms_norm(x, shape[1:], gain, NORM_EPSILON), (torch.randn(shape), torch.randn(shape[1]))


def rotary_embedding(shape: list[int], _):
    batch, length, heads, columns = shape
    tables = rotation_tables(columns, length)
    return lambda x: rotate(x, tables), (torch.randn(batch, length, heads, columns).transpose(1, 2),)


def causal_attention(shape: list[int], _):
    batch, length, heads, kv_heads, columns = shape
    q = torch.randn(batch, length, heads, columns).transpose(1, 2)
    k, v = (torch.randn(batch, length, kv_heads, columns).transpose(1, 2) for _ in range(2))
    attend = lambda q, k, v: F.scaled_dot_product_attention(
        q, k, v, is_causal=True, enable_gqa=heads != kv_heads
    )
    return attend, (q, k, v)


def decoding_block(shape: list[int], _):
    rows, position, dim, heads, kv_heads, hidden_dim = shape
    size = {"layers": 1, "dim": dim, "heads": heads, "kvHeads": kv_heads, "hiddenDim": hidden_dim}
    cache = Cache(size, rows, position + 1)
    cache.keys.normal_(), cache.values.normal_()
    cache.length = position
    block = Block(size, 0)
    rotation = [table[position:] for table in rotation_tables(dim // heads, position + 1)]
    return lambda x: block(x, rotation, cache), (torch.randn(rows, 1, dim),)


def swi_glu(shape: list[int], _):
    return lambda gate, up: F.silu(gate) * up, (torch.randn(shape), torch.randn(shape))


def embed(shape: list[int], _):
    rows, vocabulary, columns = shape
    ids = torch.arange(rows) * 7919 % vocabulary
    return lambda table: F.embedding(ids, table), (torch.randn(vocabulary, columns),)


def chosen_logprobs(shape: list[int], _):
    rows, vocabulary = shape
    ids = torch.arange(rows) * 7919 % vocabulary
    return lambda logits: -F.cross_entropy(logits, ids, reduction="none"), (torch.randn(shape),)


def adam(shape: list[int], _):
    parameter = torch.nn.Parameter(torch.randn(shape))
    parameter.grad = torch.randn(shape)
    optimiser = torch.optim.Adam([parameter], lr=1e-4, fused=True)
    return lambda: optimiser.step(), ()


OPERATIONS = {
    "matMul": mat_mul,
    "rmsNorm": rms_norm,
    "rotaryEmbedding": rotary_embedding,
    "causalAttention": causal_attention,
    "decodingBlock": decoding_block,
    "swiGlu": swi_glu,
    "embed": embed,
    "chosenLogprobs": chosen_logprobs,
    "adam": adam,
}
