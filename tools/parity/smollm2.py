"""
Makes what PyTorch computes of a real checkpoint, SmolLM2-135M-Instruct: token ids, logits, greedy continuations and the
gradients of adapters. Run once, checked in:

    bash .ci/smollm2
    python tools/parity/smollm2.py ~/.cache/waltz/models/SmolLM2-135M-Instruct.Q4_1.gguf
    npx prettier --write packages/models/src/pretrained/references

with torch 2.15.0, transformers 5.24.0, peft 0.21.0, gguf 0.19.0; some minutes on two cores. Both sides compute with
the numbers that the quantised file stands for, this one in double precision.
"""

import gzip
import json
import sys
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, GenerationConfig, PreTrainedTokenizerFast

MODELS = Path(__file__).parents[2] / "packages/models/src"
FILE = MODELS / "pretrained/references/smollm2.json"
# Has the files of this model's tokenizer, see tools/golden-tokens.
GOLDEN_TOKENS = MODELS / "testing/golden-tokens.json.gz"

# Harmless, short, and of many kinds: facts, sums, code, lists, letters, other scripts, instructions.
PROMPTS = [
    "What is the capital of France?",
    "Name three fruits that are yellow.",
    "How many days does a leap year have?",
    "Write a sentence about a lighthouse.",
    "What is 17 plus 25?",
    "Explain in one sentence why the sky is blue.",
    "Give me a word that rhymes with 'stone'.",
    "Translate 'good morning' into Spanish.",
    "Which planet is closest to the sun?",
    "Write a Python function that doubles a number.",
    "List the colours of the rainbow.",
    "What do bees make?",
    "Finish the sentence: The old clock in the hall",
    "Who wrote Romeo and Juliet?",
    "How do I boil an egg?",
    "Is a tomato a fruit or a vegetable?",
    "Sort these numbers: 9, 2, 7, 4.",
    "What is the opposite of 'early'?",
    "Suggest a name for a small bakery.",
    "Describe the taste of a lemon.",
    "What is the chemical formula of water?",
    "Write a haiku about snow.",
    "How many legs does a spider have?",
    "What is a synonym of 'quick'?",
    "Qu'est-ce qu'une pomme ?",
    "Name an animal that lives in the sea.",
    "What comes after Wednesday?",
    "Why do leaves fall in autumn?",
    "Convert 3 kilometres into metres.",
    "Write one line of thanks to a neighbour.",
    "What is the largest ocean on Earth?",
    "Say hello in 日本語.",
]
NEW_TOKENS = 64
# Of each prompt, logits after its last tokens, at fixed places of the vocabulary.
POSITIONS = 3
PLACES = [(2003 * place + 11) % 49152 for place in range(24)]

LORA = {"rank": 4, "alpha": 8}
PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
# The two sequences of the gradient: a prompt, what follows it here, and the derivative of each of those tokens.
SEQUENCES = [(0, lambda token: -1.0), (9, lambda token: (-1.0, 0.25, -0.5)[token % 3])]
COMPLETION = 24
ENTRIES = 4


def rounded(numbers):
    return [float(f"{number:.8g}") for number in numbers]


def continuations(model, prompts):
    """
    Of each prompt the likeliest tokens, one after the other, and by how much the first is likelier than the second.
    Prompts of one length go together: nothing is padded.
    """
    # What ends a turn ends none of these; generate would take it from the model's own settings.
    model.generation_config.eos_token_id = None
    settings = GenerationConfig(
        do_sample=False,
        max_new_tokens=NEW_TOKENS,
        eos_token_id=None,
        pad_token_id=0,
        return_dict_in_generate=True,
        output_logits=True,
    )
    found = {}
    for length in sorted({len(prompt) for prompt in prompts}):
        places = [at for at, prompt in enumerate(prompts) if len(prompt) == length]
        said = model.generate(torch.tensor([prompts[at] for at in places]), generation_config=settings)
        best = torch.stack([logits.topk(2).values for logits in said.logits], 1)
        margins = best[..., 0] - best[..., 1]
        found |= dict(zip(places, zip(said.sequences[:, length:].tolist(), margins.tolist())))
    return [found[at] for at in range(len(prompts))]


def logits_after(model, prompt):
    logits = model(torch.tensor([prompt])).logits[0, -POSITIONS:]
    return [
        {
            "logSumExp": rounded([row.logsumexp(-1).item()])[0],
            "mean": rounded([row.mean().item()])[0],
            "chosen": rounded(row[PLACES].tolist()),
        }
        for row in logits
    ]


def adapter_values(shape, index, scale):
    """[out][in] values between ±scale / 2, of whole numbers alone, so that the other side computes the same ones."""
    count = shape[0] * shape[1]
    values = (torch.arange(count, dtype=torch.int64) * 7919 + index * 104729) % 1009
    return ((values.double() / 1009 - 0.5) * scale).float().double().reshape(shape)


def adapter_gradients(model, sequences):
    adapted = get_peft_model(
        model,
        LoraConfig(
            r=LORA["rank"], lora_alpha=LORA["alpha"], lora_dropout=0.0, target_modules=PROJECTIONS, task_type="CAUSAL_LM"
        ),
        autocast_adapter_dtype=False,
    ).double()
    named = {
        name.removeprefix("base_model.model.").replace(".default.", "."): parameter
        for name, parameter in adapted.named_parameters()
        if "lora_" in name
    }
    with torch.no_grad():
        for index, name in enumerate(sorted(named)):
            scale = 0.2 if "lora_A" in name else 0.02
            named[name].copy_(adapter_values(named[name].shape, index, scale))
    total = 0
    for sequence in sequences:
        context, completion = sequence["context"], sequence["completion"]
        logits = adapted(torch.tensor([context + completion])).logits[0, len(context) - 1 : -1]
        chosen = torch.log_softmax(logits, -1)[torch.arange(len(completion)), torch.tensor(completion)]
        sequence["logprobs"] = rounded(chosen.tolist())
        total = total + (chosen * torch.tensor(sequence["derivatives"], dtype=torch.float64)).sum()
    total.backward()
    gradients = []
    for index, name in enumerate(sorted(named)):
        gradient = named[name].grad.flatten()
        places = [(index * 31 + entry * 977 + 5) % len(gradient) for entry in range(ENTRIES)]
        gradients.append([name, *rounded([gradient.norm().item(), gradient.abs().max().item(), *gradient[places].tolist()])])
    return gradients


def tokenizer_with_template():
    files = json.loads(gzip.decompress(GOLDEN_TOKENS.read_bytes()))["tokenizers"]["smollm2"]["files"]
    tokenizer = Tokenizer.from_str(json.dumps(files["tokenizer.json"]))
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **files["tokenizer_config.json"])


def main(path):
    tokenizer = tokenizer_with_template()
    model = AutoModelForCausalLM.from_pretrained(
        str(Path(path).parent), gguf_file=Path(path).name, dtype=torch.float32, attn_implementation="eager"
    )
    model = model.double().eval()
    chats = [[{"role": "user", "content": text}] for text in PROMPTS]
    ids = [tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_dict=False) for chat in chats]
    with torch.no_grad():
        greedy = continuations(model, ids)
        logits = [logits_after(model, prompt) for prompt in ids]
    prompts = [
        {
            "text": text,
            "ids": ids[at],
            "logits": logits[at],
            "greedy": greedy[at][0],
            "margins": [float(f"{margin:.2g}") for margin in greedy[at][1]],
        }
        for at, text in enumerate(PROMPTS)
    ]
    print("least margins:", sorted(margin for prompt in prompts for margin in prompt["margins"])[:8])
    sequences = [
        {
            "context": prompts[at]["ids"],
            "completion": prompts[at]["greedy"][:COMPLETION],
            "derivatives": [derivative(token) for token in range(COMPLETION)],
        }
        for at, derivative in SEQUENCES
    ]
    gradients = adapter_gradients(model, sequences)
    content = {
        "places": PLACES,
        "prompts": prompts,
        "lora": LORA,
        "sequences": sequences,
        "gradients": gradients,
    }
    FILE.write_text(json.dumps(content, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
