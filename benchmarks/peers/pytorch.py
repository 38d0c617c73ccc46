"""PyTorch as one would write it by hand: a training step, and sampling with a key-value cache."""

from copy import deepcopy

import torch
import torch.nn.functional as F
from torch import Tensor

from llama import Cache, Llama
from workload import tokens

LEARNING_RATE = 1e-4
MAX_GRADIENT_NORM = 1.0


class PyTorch:
    def __init__(self, model: Llama, compiled: bool, precision: str):
        """In bfloat16, training keeps weights in float32 (autocast), and sampling reads a copy that training leaves alone."""
        self.model = model
        self.half = precision == "bfloat16"
        self.sampled = deepcopy(model).bfloat16() if self.half else model
        self.device = model.lm_head.weight.device
        self.vocabulary = model.size["vocabularySize"]
        self.optimiser = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)
        self.loss = torch.compile(self.mean_loss, dynamic=False) if compiled else self.mean_loss

    def mean_loss(self, inputs: Tensor, targets: Tensor) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.half):
            logits = self.model(inputs)
        return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten())

    def train(self, batch: int, length: int) -> float:
        """One update on `batch` sequences of `length` tokens; the mean loss before it, in nats."""
        ids = tokens(batch, length + 1, self.vocabulary, self.device)
        loss = self.loss(ids[:, :-1].contiguous(), ids[:, 1:].contiguous())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), MAX_GRADIENT_NORM)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return loss.item()

    @torch.inference_mode()
    def sample(self, prompts: int, context: int, completion: int) -> None:
        """Continues prompts by `completion` tokens at temperature 1, with the log-probability of each."""
        dtype = torch.bfloat16 if self.half else torch.float32
        cache = Cache(self.model.size, prompts, context + completion, self.device, dtype)
        ids = tokens(prompts, context, self.vocabulary, self.device)
        chosen, logprobs = [], []
        for _ in range(completion):
            logits = self.sampled(ids, cache, last_only=True)[:, -1]
            scores = F.log_softmax(logits.float(), dim=-1)
            # The least of exponential waiting times is a draw in proportion to the rates: no sorting, no cumulative sum.
            waits = torch.empty_like(scores).exponential_()
            ids = (scores - waits.log_()).argmax(dim=-1, keepdim=True)
            chosen.append(ids)
            logprobs.append(scores.gather(1, ids))
        torch.cat(chosen, dim=1).tolist(), torch.cat(logprobs, dim=1).tolist()

    def learn(self, prompts: int, context: int, completion: int) -> None:
        """A step of reinforcement learning without its reward: sample, then one update on all that was read."""
        self.sample(prompts, context, completion)
        self.train(prompts, context + completion)
