"""
How long SmolLM2-135M-Instruct takes to load, read, sample and learn in PyTorch with transformers and peft: what
smollm2-speed.ts says of Waltz. Median of five; one repetition before them is not counted.

    python tools/parity/smollm2_speed.py ~/.cache/waltz/models/SmolLM2-135M-Instruct.Q4_1.gguf
"""

import resource
import statistics
import sys
import time
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, GenerationConfig

from smollm2 import PROJECTIONS

REPETITIONS = 5
TEXTS, LENGTH = 8, 128
ROWS, CONTEXT, NEW_TOKENS = 32, 64, 32


def tokens(rows, count):
    return torch.tensor([[(row * 977 + at * 131 + 7) % 49152 for at in range(count)] for row in range(rows)])


def seconds(work):
    measured = []
    for _ in range(REPETITIONS + 1):
        start = time.perf_counter()
        work()
        measured.append(time.perf_counter() - start)
    return statistics.median(measured[1:])


def peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


path = Path(sys.argv[1])
torch.set_num_threads(2)
baseline = peak_megabytes()
start = time.perf_counter()
model = AutoModelForCausalLM.from_pretrained(str(path.parent), gguf_file=path.name, dtype=torch.float32)
print(f"load: {time.perf_counter() - start:.1f} s, {peak_megabytes() - baseline:.0f} MB above {baseline:.0f}")
model.generation_config.eos_token_id = None
model = get_peft_model(
    model, LoraConfig(r=16, lora_alpha=32, target_modules=PROJECTIONS, task_type="CAUSAL_LM", lora_dropout=0.0)
)
texts = tokens(TEXTS, LENGTH + 1)


def logprobs():
    logits = model(texts[:, :-1]).logits
    return torch.log_softmax(logits, -1).gather(-1, texts[:, 1:, None])


with torch.inference_mode():
    print(f"read {TEXTS} x {LENGTH}: {TEXTS * LENGTH / seconds(logprobs):.0f} tokens/s")


def sampling(rows, count):
    settings = GenerationConfig(
        do_sample=True, top_k=0, min_new_tokens=count, max_new_tokens=count, pad_token_id=0
    )
    return seconds(lambda: model.generate(input_ids=tokens(rows, CONTEXT), generation_config=settings))


# As we do it: adapters are merged while sampling.
model.merge_adapter()
for rows in (1, ROWS):
    decoding = sampling(rows, NEW_TOKENS) - sampling(rows, 1)
    print(f"sample {rows} x ({CONTEXT} + {NEW_TOKENS}): {rows * (NEW_TOKENS - 1) / decoding:.1f} tokens/s after the first")
model.unmerge_adapter()

adapters = [parameter for parameter in model.parameters() if parameter.requires_grad]
optimiser = torch.optim.Adam(adapters, lr=1e-4, betas=(0.9, 0.95), fused=True)


def learn():
    (-logprobs().mean()).backward()
    torch.nn.utils.clip_grad_norm_(adapters, 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)


print(f"learn {TEXTS} x {LENGTH}, adapters of rank 16: {seconds(learn):.2f} s a step")
print(f"peak: {peak_megabytes():.0f} MB")
