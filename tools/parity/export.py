"""
Compares what Waltz exports with what it computed before: the adapters as PEFT loads them onto their base, and the merged
folders as transformers loads them. Needs torch, transformers, peft, safetensors, and gguf for a GGUF file:

    python tools/parity/export.py [MODEL]

Without MODEL, the small models of packages/models/src/pretrained/references. Ends with 1 when a logit is further off
than TOLERANCE.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM

ROOT = Path(__file__).parents[2]
TOLERANCE = 1e-4


def load(path, dtype=torch.float32):
    path = Path(path)
    at = (path.parent, {"gguf_file": path.name}) if path.suffix == ".gguf" else (path, {})
    model = AutoModelForCausalLM.from_pretrained(at[0], **at[1], dtype=dtype, attn_implementation="eager")
    return model.eval()


def furthest(model, text, expected):
    """The largest difference of a logit."""
    with torch.no_grad():
        logits = model(torch.tensor([text])).logits[0].float()
    assert logits.numel() == len(expected), (logits.shape, len(expected))
    return (logits.flatten() - torch.tensor(expected)).abs().max().item()


def compare(folder):
    ours = json.loads((folder / "ours.json").read_text())
    text, before, after = ours["text"], ours["before"], ours["after"]
    with_adapter = PeftModel.from_pretrained(load(ours["model"]), folder / "adapter").eval()
    # PEFT warns of weights that are missing and loads the rest: each adapter has to be one of ours.
    adapters = sum(".lora_" in name for name, _ in with_adapter.named_parameters())
    moved = max(abs(one - other) for one, other in zip(before, after, strict=True))
    figures = {
        "moved by training": moved,
        "base": furthest(load(ours["model"]), text, before),
        "adapter": furthest(with_adapter, text, after),
        "adapter, merged by PEFT": furthest(with_adapter.merge_and_unload(), text, after),
        "merged": furthest(load(folder / "merged"), text, after),
        "bfloat16": furthest(load(folder / "bfloat16"), text, after),
    }
    dtype = AutoModelForCausalLM.from_pretrained(folder / "bfloat16", dtype="auto").dtype
    assert dtype == torch.bfloat16, dtype
    print(ours["name"], f"{adapters} adapters", *(f"{name} {x:.1e}" for name, x in figures.items()), sep="; ")
    held = [figures[name] for name in ("base", "adapter", "adapter, merged by PEFT", "merged")]
    return moved > 100 * TOLERANCE and max(held) < TOLERANCE


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        script = ["npx", "tsx", "tools/parity/export-models.ts", scratch]
        subprocess.run([*script, *(os.path.abspath(path) for path in sys.argv[1:])], cwd=ROOT, check=True)
        # A list: every model is compared, also after one that differs.
        sys.exit(0 if all([compare(folder) for folder in sorted(Path(scratch).iterdir())]) else 1)
