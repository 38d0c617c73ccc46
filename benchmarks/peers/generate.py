"""Hugging Face's own Llama, and `generate` of transformers."""

import torch
from transformers import LlamaConfig, LlamaForCausalLM

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
    def __init__(self, size: dict, weights: str | None, device: str, precision: str):
        self.vocabulary = size["vocabularySize"]
        dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
        self.model = llama(size, weights).to(device, dtype).eval()

    @torch.inference_mode()
    def sample(self, prompts: int, context: int, completion: int) -> None:
        ids = tokens(prompts, context, self.vocabulary, self.model.device)
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
