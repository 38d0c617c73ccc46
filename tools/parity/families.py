"""
Makes small models of every family that the engine reads, as published folders have them, and what PyTorch computes of
them: logits, greedy continuations and the norm of a gradient. Run once, checked in:

    python tools/parity/families.py && npx prettier --write packages/models/src/pretrained/references

with torch 2.15.0, transformers 5.23.0. The weights are random and rounded to the format of the file before anything is
computed, so that both sides compute with the same numbers.
"""

import json
import shutil
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, LlamaConfig, MistralConfig, Qwen2Config, Qwen3Config

FOLDER = Path(__file__).parents[2] / "packages/models/src/pretrained/references"

SIZES = {
    "vocab_size": 29,
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 20,
    "max_position_embeddings": 64,
    "rms_norm_eps": 1e-5,
}
# The text is longer than every window, and reaches past the positions that Llama 3 was first trained on.
TEXT = [(5 * at * at + 3 * at + 1) % 29 for at in range(24)]
# Positions from which the logits are kept.
KEPT = 18
PROMPTS = [TEXT[:9], TEXT[7:8], TEXT[3:23]]
NEW_TOKENS = 16
# A greedy choice that is this close would be a matter of rounding, and no reference.
SMALLEST_MARGIN = 1e-3

LLAMA3 = {
    "rope_type": "llama3",
    "factor": 4.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 16,
}


def rope(theta):
    return {"rope_parameters": {"rope_type": "default", "rope_theta": theta}}


# Name, config, number format, bytes of a shard.
MODELS = [
    ("llama-2", LlamaConfig(**SIZES, **rope(10_000.0)), torch.float32, "1GB"),
    (
        "llama-3",
        LlamaConfig(**SIZES, rope_parameters=LLAMA3 | {"rope_theta": 1000.0}, tie_word_embeddings=True),
        torch.bfloat16,
        "2KB",
    ),
    ("mistral", MistralConfig(**SIZES, **rope(1000.0), sliding_window=5, head_dim=6), torch.float16, "1GB"),
    (
        "qwen2",
        Qwen2Config(
            **SIZES,
            **rope(1000.0),
            tie_word_embeddings=True,
            use_sliding_window=True,
            sliding_window=7,
            max_window_layers=1,
        ),
        torch.bfloat16,
        "1GB",
    ),
    ("qwen3", Qwen3Config(**SIZES, **rope(1000.0), head_dim=8, tie_word_embeddings=True), torch.bfloat16, "1GB"),
]


def random_model(config, dtype):
    """Gentle weights, gains about 1, biases that are not 0; every number one of `dtype`."""
    torch.manual_seed(20)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager")
    generator = torch.Generator().manual_seed(21)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if "norm" in name:
                values = 1 + 0.2 * noise
            elif parameter.dim() == 1:
                values = 0.3 * noise
            else:
                values = noise / parameter.shape[1] ** 0.5
            parameter.copy_(values.to(dtype).float())
    return model.eval()


def continuation(model, prompt):
    """The likeliest tokens, one after the other, each from a pass over all that come before."""
    tokens = []
    with torch.no_grad():
        while len(tokens) < NEW_TOKENS:
            logits = model(torch.tensor([prompt + tokens])).logits[0, -1]
            (best, second), (token, _) = logits.topk(2)
            assert best - second > SMALLEST_MARGIN, f"a margin of {best - second}: draw other weights"
            tokens.append(token.item())
    return tokens


def as_published(name, folder):
    """Llama 3's folders have the keys of before transformers 5."""
    path = folder / "config.json"
    config = json.loads(path.read_text())
    if name == "llama-3":
        parameters = config.pop("rope_parameters")
        config["rope_theta"] = parameters.pop("rope_theta")
        config["rope_scaling"] = parameters
    path.write_text(json.dumps(config))


def reference(name, config, dtype, shard):
    model = random_model(config, dtype)
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    model.to(dtype).save_pretrained(folder, max_shard_size=shard)
    (folder / "generation_config.json").unlink(missing_ok=True)
    as_published(name, folder)

    # What was written is what is computed with: in double precision, but for parts that transformers computes in single.
    model = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager", dtype=torch.float64)
    logits = model(torch.tensor([TEXT])).logits[0]
    # Of the log-probabilities of all tokens but the first.
    chosen = torch.log_softmax(logits[:-1], -1)[torch.arange(len(TEXT) - 1), torch.tensor(TEXT[1:])]
    model.zero_grad()
    (-chosen.sum()).backward()
    norm = torch.cat([parameter.grad.flatten() for parameter in model.parameters()]).norm().item()
    return {
        "name": name,
        "logits": [[float(f"{x:.7g}") for x in row] for row in logits[KEPT:].tolist()],
        "greedy": [continuation(model, prompt) for prompt in PROMPTS],
        "gradientNorm": float(f"{norm:.7g}"),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True, parents=True)
    content = {
        "text": TEXT,
        "kept": KEPT,
        "prompts": PROMPTS,
        "newTokens": NEW_TOKENS,
        "models": [reference(*model) for model in MODELS],
    }
    (FOLDER / "references.json").write_text(json.dumps(content))
