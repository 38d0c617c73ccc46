"""Hugging Face's own Llama: `generate` of transformers, and one step of TRL's GRPO."""

import time

import torch
from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
    TrainerCallback,
)

from llama import NORM_EPSILON, ROPE_BASE
from workload import tokens


def llama(size: dict, weights: str | None) -> LlamaForCausalLM:
    config = LlamaConfig(
        vocab_size=size["vocabularySize"],
        hidden_size=size["dim"],
        intermediate_size=size["hiddenDim"],
        num_hidden_layers=size["layers"],
        num_attention_heads=size["heads"],
        num_key_value_heads=size["kvHeads"],
        max_position_embeddings=size["maxPositions"],
        rms_norm_eps=NORM_EPSILON,
        rope_parameters={"rope_type": "default", "rope_theta": ROPE_BASE},
        tie_word_embeddings=size["tieEmbeddings"],
        bos_token_id=None,
        eos_token_id=None,
        pad_token_id=0,
    )
    model = LlamaForCausalLM(config)
    if weights is not None:
        from safetensors.torch import load_file

        model.load_state_dict(load_file(weights), strict=False)
    return model


class Generate:
    def __init__(self, size: dict, weights: str | None):
        self.vocabulary = size["vocabularySize"]
        self.model = llama(size, weights).eval()

    @torch.inference_mode()
    def sample(self, prompts: int, context: int, completion: int) -> None:
        ids = tokens(prompts, context, self.vocabulary)
        sampled = self.model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            do_sample=True,
            temperature=1.0,
            top_k=0,
            top_p=1.0,
            max_new_tokens=completion,
            min_new_tokens=completion,
        )
        assert sampled.shape == (prompts, context + completion), sampled.shape


class Grpo:
    """Holds TRL's trainer between two steps until the next one is asked for."""

    def __init__(self, size: dict, weights: str | None):
        self.size = size
        self.model = llama(size, weights)

    def answer(self, requests, reply) -> None:
        """Takes one training step for each request, all of the same sizes, until there is none."""
        from trl import GRPOConfig, GRPOTrainer

        first = next(requests, None)
        if first is None:
            return
        prompts, context, completion = first["prompts"], first["context"], first["completion"]

        class Metronome(TrainerCallback):
            pending, start = first, 0.0

            def on_step_begin(self, args, state, control, **kwargs):
                self.pending = self.pending or next(requests, None)
                self.start = time.perf_counter()

            def on_step_end(self, args, state, control, **kwargs):
                reply({"seconds": time.perf_counter() - self.start})
                self.pending = next(requests, None)
                control.should_training_stop = self.pending is None

        group = 8
        arguments = GRPOConfig(
            output_dir="/tmp/waltz-peers-trl",
            use_cpu=True,
            bf16=False,
            per_device_train_batch_size=prompts,
            num_generations=group,
            max_completion_length=completion,
            generation_kwargs={"min_new_tokens": completion},
            gradient_checkpointing=False,
            learning_rate=1e-4,
            max_grad_norm=1.0,
            max_steps=1_000_000,
            optim="adamw_torch_fused",
            logging_strategy="no",
            save_strategy="no",
            report_to=[],
            disable_tqdm=True,
        )
        rows = tokens(prompts // group, context, self.size["vocabularySize"]).tolist()
        trainer = GRPOTrainer(
            model=self.model,
            # Rewards that differ within a group, or there is nothing to learn from.
            reward_funcs=lambda completions, **_: [float(index % 2) for index in range(len(completions))],
            args=arguments,
            train_dataset=Dataset.from_list([{"prompt": " ".join(f"t{id}" for id in row)} for row in rows]),
            processing_class=word_tokenizer(self.size["vocabularySize"]),
            callbacks=[Metronome()],
        )
        trainer.train()


def word_tokenizer(vocabulary: int) -> PreTrainedTokenizerFast:
    """One word a token: `t7` is token 7. The first pads, the second ends a text."""
    words = Tokenizer(models.WordLevel({f"t{id}": id for id in range(vocabulary)}, unk_token="t0"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(tokenizer_object=words, pad_token="t0", eos_token="t1")
