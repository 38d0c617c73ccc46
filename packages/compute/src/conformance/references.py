"""
Makes the float64 numbers that the operations of every backend are held to: PyTorch's own operations, and the gradients
that autograd gives, in double precision. Shares no line with what it checks. Run once, checked in:

    python packages/compute/src/conformance/references.py && npx prettier --write packages/compute/src/conformance

with torch 2.15.0. Inputs are multiples of 1/64, which float32 holds exactly; results keep eight digits.
"""

import json
from pathlib import Path

import torch
from torch.nn import functional as F

FILE = Path(__file__).parent / "references.json"

GENERATOR = torch.Generator().manual_seed(7)


def draw(*shape):
    """Multiples of 1/64 in [-1, 1)."""
    return (torch.randint(-64, 64, shape, generator=GENERATOR) / 64).double()


def turned(x, positions, base=10_000):
    """Rotary positions: pairs (i, i + half) as complex numbers. `x` is [...][head][width], `positions` fits before it."""
    half = x.shape[-1] // 2
    angles = torch.tensor(positions).double()[..., None, None] * base ** (-torch.arange(half).double() / half)
    pairs = torch.complex(x[..., :half], x[..., half:]) * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([pairs.real, pairs.imag], -1)


def attention(q, k, v):
    """Causal and grouped; [batch][position][head][width]."""
    heads_first = [x.transpose(1, 2) for x in (q, k, v)]
    return F.scaled_dot_product_attention(*heads_first, is_causal=True, enable_gqa=True).transpose(1, 2)


def attention_heads(hidden, norm, query, key, value):
    """Two sequences of 33 positions, two heads of four that share keys and values."""
    normed = F.rms_norm(hidden, hidden.shape[-1:], norm, 1e-5)
    q, k, v = ((normed @ weight).reshape(2, 33, -1, 4) for weight in (query, key, value))
    positions = [range(33)] * 2
    return attention(turned(q, positions), turned(k, positions), v).reshape(66, -1)


def block_output(hidden, heard, output, norm, gate, up, down):
    attended = hidden + heard @ output
    normed = F.rms_norm(attended, attended.shape[-1:], norm, 1e-5)
    return attended + (F.silu(normed @ gate) * (normed @ up)) @ down


IDS = [4, 0, 2, 2, 4, 1, 4]
TARGETS = [18, 0, 7, 3]
POSITIONS = [3, 0, 250]

# What the models call: an operation, and the shapes of its inputs. Names and constants are those of operations.ts.
OPERATIONS = {
    "rmsNorm": (lambda x, gain: F.rms_norm(x, x.shape[-1:], gain, 1e-5), [(3, 19), (19,)]),
    "rotaryEmbedding": (lambda x: turned(x, [range(100, 105)] * 2), [(2, 5, 2, 6)]),
    "rotaryAt": (lambda x: turned(x, POSITIONS), [(3, 2, 6)]),
    "causalAttention": (
        lambda q, k, v: attention(8 * q, k, v),
        [(1, 35, 2, 2), (1, 35, 1, 2), (1, 35, 1, 2)],
    ),
    "swiGlu": (lambda gate, up: F.silu(8 * gate) * up, [(3, 17), (3, 17)]),
    "embed": (lambda table: F.embedding(torch.tensor(IDS), table), [(5, 9)]),
    "chosenLogprobs": (
        lambda logits: torch.log_softmax(9 * logits, -1)[torch.arange(4), torch.tensor(TARGETS)],
        [(4, 19)],
    ),
    "linear": (lambda x, weight: x @ weight, [(5, 19), (19, 9)]),
    "attentionHeads": (attention_heads, [(66, 7), (7,), (7, 8), (7, 4), (7, 4)]),
    "blockOutput": (block_output, [(99, 7), (99, 5), (5, 7), (7,), (7, 9), (7, 9), (9, 7)]),
}

# What those are made of where a backend has no kernel for them; x is [3][4], y is [4]. Names are those of primitives.ts.
PRIMITIVES = {
    "Add": lambda x, y: x + y,
    "Sub": lambda x, y: y - x,
    "Multiply": lambda x, y: x * y,
    "RealDiv": lambda x, y: x / (y + 2),
    "Neg": lambda x, y: -x,
    "Square": lambda x, y: x.square(),
    "Log": lambda x, y: (x + 2).log(),
    "Exp": lambda x, y: x.exp(),
    "Sqrt": lambda x, y: (x + 2).sqrt(),
    "Rsqrt": lambda x, y: (x + 2).rsqrt(),
    "Sigmoid": lambda x, y: x.sigmoid(),
    "Tanh": lambda x, y: x.tanh(),
    "Sum of rows": lambda x, y: x.sum(1),
    "Sum of columns, kept": lambda x, y: x.sum(0, keepdim=True),
    "Mean": lambda x, y: x.mean(0),
    "Softmax": lambda x, y: x.softmax(-1),
    "BatchMatMul nn": lambda x, y: x @ y[:, None],
    "BatchMatMul nt": lambda x, y: x @ x.T,
    "BatchMatMul tn": lambda x, y: x.T @ x,
    "BatchMatMul tt": lambda x, y: x.T @ x.reshape(4, 3).T,
    "Reshape": lambda x, y: x.reshape(2, 6),
    "ExpandDims": lambda x, y: x[:, None],
    "Transpose": lambda x, y: x.reshape(2, 3, 2).permute(2, 0, 1),
    "Concat": lambda x, y: torch.cat([x, y[None], x]),
    "SplitV": lambda x, y: x[:, 2:],
    "Slice": lambda x, y: x[1:, :3],
    "PadV2": lambda x, y: F.pad(x, (0, 2, 1, 0)),
    "Identity": lambda x, y: x.clone(),
    "Cast": lambda x, y: x.double(),
}


def numbers(tensor):
    return [float(f"{value:.8g}") for value in tensor.detach().flatten().tolist()]


def reference(operation, inputs):
    """Value of an operation, and the gradients of Σ weight · value."""
    leaves = [values.clone().requires_grad_() for values in inputs]
    value = operation(*leaves)
    weights = draw(*value.shape)
    gradients = torch.autograd.grad((weights * value).sum(), leaves, allow_unused=True, materialize_grads=True)
    return {
        "inputs": [{"shape": list(values.shape), "data": numbers(values)} for values in inputs],
        "weights": numbers(weights),
        "value": numbers(value),
        "gradients": [numbers(gradient) for gradient in gradients],
    }


def adam():
    """Three steps from given gradients, among them 0, and much smaller and larger ones than usual."""
    settings = {"learningRate": 0.01, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8}
    start = draw(19)
    scales = torch.tensor([0, 2**-30, 2**-10, 1, 2**10]).double()[torch.arange(19) % 5]
    gradients = [draw(19) * scales for _ in range(3)]
    parameter = start.clone().requires_grad_()
    betas = (settings["beta1"], settings["beta2"])
    optimiser = torch.optim.Adam([parameter], settings["learningRate"], betas, settings["epsilon"])
    for gradient in gradients:
        parameter.grad = 0.5 * gradient
        optimiser.step()
    return {
        "settings": settings | {"gradientScale": 0.5},
        "start": numbers(start),
        "gradients": [gradient.tolist() for gradient in gradients],
        "parameter": numbers(parameter),
        "moment1": numbers(optimiser.state[parameter]["exp_avg"]),
        "moment2": numbers(optimiser.state[parameter]["exp_avg_sq"]),
    }


if __name__ == "__main__":
    x, y = draw(3, 4), draw(4)
    content = {
        "operations": {
            name: reference(operation, [draw(*shape) for shape in shapes])
            for name, (operation, shapes) in OPERATIONS.items()
        },
        "primitives": {name: reference(operation, [x, y]) for name, operation in PRIMITIVES.items()},
        "adam": adam(),
    }
    FILE.write_text(json.dumps(content))
