"""
Makes the float64 numbers that every backend is held to: the Llama decoder, its gradients and five steps of Adam, by
PyTorch in double precision, on small models of random weights. Shares no line with what it checks. Run once, checked in:

    python packages/models/src/conformance/references.py && npx prettier --write packages/models/src/conformance

with torch 2.15.0, transformers 5.23.0, safetensors 0.8.0. Tensors are rounded to float32 to be stored, which moves them
by 6e-8 of themselves at most; scalars keep ten digits.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn import functional as F
from transformers import LlamaConfig, LlamaForCausalLM

FOLDER = Path(__file__).parent / "references"

ARCHITECTURE = {
    "vocabularySize": 13,
    "dim": 16,
    "layers": 2,
    "heads": 4,
    "kvHeads": 2,
    "hiddenDim": 14,
    "maxPositions": 48,
    "ropeBase": 10_000,
    "normEpsilon": 1e-5,
}
# Gentle weights: where the softmax saturates, gradients are differences of numbers much larger than themselves.
SCALE = 0.9
LORA = {"rank": 2, "alpha": 3}
# Epsilon: where a gradient is all but 0, Adam with a tiny one takes a whole step in a direction that rounding chose.
ADAM = {"learningRate": 1e-2, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-3, "maxGradientNorm": 1}
STEPS = 5
END_OF_TURN = 0

# Of different lengths, one of them longer than the blocks that the kernels of attention work in.
SEQUENCES = [
    {"context": [1, 2, 3], "completion": [4, 5, 6, 0], "derivatives": [-1, -1, -1, -1]},
    {"context": [7, 8], "completion": [9, 0], "derivatives": [-1, 0.5]},
    {
        "context": [(5 * at * at + 3 * at) % 13 for at in range(35)],
        "completion": [1, 12, 0],
        "derivatives": [-1, -0.5, 0.25],
    },
]
PROMPTS = [[1, 2, 3], [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2], [9]]
NEW_TOKENS = 12

# A greedy choice that is this close would be a matter of rounding, and no reference.
SMALLEST_MARGIN = 1e-3


def initial_weights(tied):
    """The tensors of a Hugging Face checkpoint: float32 numbers, in double precision."""
    dim, hidden, vocabulary = ARCHITECTURE["dim"], ARCHITECTURE["hiddenDim"], ARCHITECTURE["vocabularySize"]
    keys = dim // ARCHITECTURE["heads"] * ARCHITECTURE["kvHeads"]
    shapes = {"model.embed_tokens.weight": (vocabulary, dim)}
    for layer in range(ARCHITECTURE["layers"]):
        stem = f"model.layers.{layer}"
        shapes |= {
            f"{stem}.input_layernorm.weight": (dim,),
            f"{stem}.self_attn.q_proj.weight": (dim, dim),
            f"{stem}.self_attn.k_proj.weight": (keys, dim),
            f"{stem}.self_attn.v_proj.weight": (keys, dim),
            f"{stem}.self_attn.o_proj.weight": (dim, dim),
            f"{stem}.post_attention_layernorm.weight": (dim,),
            f"{stem}.mlp.gate_proj.weight": (hidden, dim),
            f"{stem}.mlp.up_proj.weight": (hidden, dim),
            f"{stem}.mlp.down_proj.weight": (dim, hidden),
        }
    shapes |= {"model.norm.weight": (dim,)} | ({} if tied else {"lm_head.weight": (vocabulary, dim)})
    generator = torch.Generator().manual_seed(20)
    noise = {name: torch.randn(shape, generator=generator) for name, shape in shapes.items()}
    return {
        name: (1 + 0.2 * values if values.dim() == 1 else values * (SCALE / values.shape[1] ** 0.5)).double()
        for name, values in noise.items()
    }


def turned(x):
    """Rotary positions (Su et al. 2021): pairs (i, i + half) as complex numbers. `x` is [head][position][width]."""
    positions, half = x.shape[1], x.shape[2] // 2
    speeds = ARCHITECTURE["ropeBase"] ** (-torch.arange(half, dtype=torch.float64) / half)
    angles = torch.outer(torch.arange(positions, dtype=torch.float64), speeds)
    pairs = torch.complex(x[..., :half], x[..., half:]) * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([pairs.real, pairs.imag], -1)


def logits(weights, ids):
    """[position][vocabulary] of the Llama decoder, for one sequence."""
    width = ARCHITECTURE["dim"] // ARCHITECTURE["heads"]

    def norm(name, x):
        return F.rms_norm(x, x.shape[-1:], weights[f"{name}.weight"], ARCHITECTURE["normEpsilon"])

    def project(name, x):
        return F.linear(x, weights[f"{name}.weight"])

    def heads(name, x):
        return project(name, x).unflatten(-1, (-1, width)).transpose(0, 1)

    x = F.embedding(torch.tensor(ids), weights["model.embed_tokens.weight"])
    for layer in range(ARCHITECTURE["layers"]):
        stem = f"model.layers.{layer}"
        normed = norm(f"{stem}.input_layernorm", x)
        heard = F.scaled_dot_product_attention(
            turned(heads(f"{stem}.self_attn.q_proj", normed)),
            turned(heads(f"{stem}.self_attn.k_proj", normed)),
            heads(f"{stem}.self_attn.v_proj", normed),
            is_causal=True,
            enable_gqa=True,
        )
        x = x + project(f"{stem}.self_attn.o_proj", heard.transpose(0, 1).flatten(1))
        normed = norm(f"{stem}.post_attention_layernorm", x)
        gated = F.silu(project(f"{stem}.mlp.gate_proj", normed)) * project(f"{stem}.mlp.up_proj", normed)
        x = x + project(f"{stem}.mlp.down_proj", gated)
    head = "lm_head.weight" if "lm_head.weight" in weights else "model.embed_tokens.weight"
    return F.linear(norm("model.norm", x), weights[head])


def assert_is_llama(weights):
    """Hugging Face's Llama, which computes parts in single precision whatever its weights are, says the same."""
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=ARCHITECTURE["vocabularySize"],
            hidden_size=ARCHITECTURE["dim"],
            num_hidden_layers=ARCHITECTURE["layers"],
            num_attention_heads=ARCHITECTURE["heads"],
            num_key_value_heads=ARCHITECTURE["kvHeads"],
            intermediate_size=ARCHITECTURE["hiddenDim"],
            max_position_embeddings=ARCHITECTURE["maxPositions"],
            rope_parameters={"rope_type": "default", "rope_theta": ARCHITECTURE["ropeBase"]},
            rms_norm_eps=ARCHITECTURE["normEpsilon"],
            tie_word_embeddings="lm_head.weight" not in weights,
        )
    ).double()
    model.load_state_dict(weights, strict="lm_head.weight" in weights)
    ids = SEQUENCES[-1]["context"]
    difference = (model(torch.tensor([ids])).logits[0] - logits(weights, ids)).abs().max().item()
    assert difference < 2e-5, difference
    print(f"at most {difference:.1e} from transformers' Llama")


def adapters(weights):
    """Both halves of each projection's adapter, neither of them 0."""
    generator = torch.Generator().manual_seed(21)
    rank = LORA["rank"]
    drawn = {}
    for name, weight in weights.items():
        if "_proj" not in name:
            continue
        outputs, inputs = weight.shape
        stem = name.removesuffix(".weight")
        drawn[f"{stem}.lora_A.weight"] = torch.randn(rank, inputs, generator=generator) / inputs**0.5
        drawn[f"{stem}.lora_B.weight"] = torch.randn(outputs, rank, generator=generator) / 4
    return {name: values.double() for name, values in drawn.items()}


def merged(weights, adapted):
    """W + alpha / rank · B·A (Hu et al. 2021, eq. 3; B is [out][rank], A is [rank][in])."""
    scale = LORA["alpha"] / LORA["rank"]
    result = dict(weights)
    for down, a in adapted.items():
        if down.endswith("lora_A.weight"):
            stem = down.removesuffix(".lora_A.weight")
            result[f"{stem}.weight"] = weights[f"{stem}.weight"] + scale * adapted[f"{stem}.lora_B.weight"] @ a
    return result


def completion_logprobs(weights, context, completion):
    predicted = logits(weights, (context + completion)[:-1])[len(context) - 1 :]
    return torch.log_softmax(predicted, -1)[torch.arange(len(completion)), torch.tensor(completion)]


def continuation(weights, prompt):
    """The likeliest tokens, one after the other, each from a pass over all that come before."""
    tokens = []
    with torch.no_grad():
        while len(tokens) < NEW_TOKENS and END_OF_TURN not in tokens:
            (best, second), (token, _) = logits(weights, prompt + tokens)[-1].topk(2)
            assert best - second > SMALLEST_MARGIN, f"a margin of {best - second}: draw other weights"
            tokens.append(token.item())
    return tokens


def rounded(values):
    return [float(f"{value:.10g}") for value in values]


def stored(tensors, prefix=""):
    return {prefix + name: values.detach().float().contiguous() for name, values in tensors.items()}


def reference(name, tied, lora):
    weights = initial_weights(tied)
    assert_is_llama(weights)
    trained = {key: value.requires_grad_() for key, value in (adapters(weights) if lora else weights).items()}
    save_file(stored(weights | trained), FOLDER / f"{name}.safetensors")

    def current():
        return merged(weights, trained) if lora else trained

    def logprobs():
        return [completion_logprobs(current(), one["context"], one["completion"]) for one in SEQUENCES]

    first = logprobs()
    greedy = [continuation(current(), prompt) for prompt in PROMPTS]
    optimiser = torch.optim.Adam(
        trained.values(),
        lr=ADAM["learningRate"],
        betas=(ADAM["beta1"], ADAM["beta2"]),
        eps=ADAM["epsilon"],
    )
    expected, losses, norms = {}, [], []
    for step in range(STEPS):
        optimiser.zero_grad()
        loss = sum(
            (row * torch.tensor(one["derivatives"], dtype=torch.float64)).sum()
            for row, one in zip(logprobs(), SEQUENCES)
        )
        loss.backward()
        gradients = {key: value.grad.clone() for key, value in trained.items()}
        if step == 0:
            expected |= stored(gradients, "gradient.")
        norm = torch.cat([gradient.flatten() for gradient in gradients.values()]).norm()
        assert norm > ADAM["maxGradientNorm"] or step > 0, "the first step shall clip"
        for value in trained.values():
            value.grad.mul_(min(1, ADAM["maxGradientNorm"] / norm.item()))
        optimiser.step()
        losses.append(loss.item())
        norms.append(norm.item())
    save_file(expected | stored(trained, "updated."), FOLDER / f"{name}.expected.safetensors")
    return {
        "name": name,
        "architecture": ARCHITECTURE | {"tieEmbeddings": tied},
        "lora": LORA if lora else None,
        "logprobs": [rounded(row.tolist()) for row in first],
        "greedy": greedy,
        "losses": rounded(losses),
        "gradientNorms": rounded(norms),
        "trained": [rounded(row.tolist()) for row in logprobs()],
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    content = {
        "adam": ADAM,
        "endOfTurn": END_OF_TURN,
        "sequences": SEQUENCES,
        "prompts": PROMPTS,
        "newTokens": NEW_TOKENS,
        "models": [
            reference("tied", tied=True, lora=False),
            reference("untied", tied=False, lora=False),
            reference("tied-adapters", tied=True, lora=True),
            reference("untied-adapters", tied=False, lora=True),
        ],
    }
    (FOLDER / "references.json").write_text(json.dumps(content))
