"""One step of TRL's GRPO on Hugging Face's own Llama."""

import time

from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, TrainerCallback

from generate import llama
from workload import tokens


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
