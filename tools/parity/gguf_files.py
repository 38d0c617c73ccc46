"""
Makes what the GGUF reader is held to: blocks of every quantised format with what llama.cpp's Python package decodes them
to, and small models as GGUF files, of the same weights as the folders that families.py made. Run once, checked in:

    python tools/parity/gguf_files.py && npx prettier --write packages/models/src/gguf/references

with gguf 0.19.0, numpy 2, safetensors 0.8.0.
"""

import base64
import json
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from safetensors.torch import load_file

MODELS = Path(__file__).parents[2] / "packages/models/src"
FAMILIES = MODELS / "pretrained/references"
FOLDER = MODELS / "gguf/references"

# Where the scales lie in a block, in bytes: random ones would be infinite or NaN.
SCALES = {Type.Q8_0: [0], Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q4_K: [0, 2], Type.Q6_K: [208]}
BLOCKS = 2


def random_blocks(type):
    """Every pattern of bits but for the scales, and what it stands for."""
    _, size = gguf.GGML_QUANT_SIZES[type]
    generator = np.random.default_rng(list(SCALES).index(type))
    blocks = generator.integers(0, 256, (BLOCKS, size), dtype=np.uint8)
    for at in SCALES[type]:
        scales = generator.normal(0, 0.05, BLOCKS).astype("<f2")
        blocks[:, at : at + 2] = scales.view(np.uint8).reshape(BLOCKS, 2)
    numbers = gguf.quants.dequantize(blocks, type)
    return {
        "format": type.name,
        "bytes": base64.b64encode(blocks.tobytes()).decode(),
        "numbers": [float(f"{x:.9g}") for x in numbers.flatten().tolist()],
    }


LAYER = {
    "input_layernorm.weight": "attn_norm.weight",
    "self_attn.q_proj.weight": "attn_q.weight",
    "self_attn.k_proj.weight": "attn_k.weight",
    "self_attn.v_proj.weight": "attn_v.weight",
    "self_attn.q_norm.weight": "attn_q_norm.weight",
    "self_attn.k_norm.weight": "attn_k_norm.weight",
    "self_attn.o_proj.weight": "attn_output.weight",
    "post_attention_layernorm.weight": "ffn_norm.weight",
    "mlp.gate_proj.weight": "ffn_gate.weight",
    "mlp.up_proj.weight": "ffn_up.weight",
    "mlp.down_proj.weight": "ffn_down.weight",
}
WHOLE = {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight"}


def renamed(name):
    if name in WHOLE:
        return WHOLE[name]
    _, _, layer, rest = name.split(".", 3)
    return f"blk.{layer}.{LAYER[rest]}"


def interleaved(weight, heads):
    """The rows of each rotary pair side by side, as `permute` of llama.cpp's convert_hf_to_gguf.py has them."""
    rows = weight.shape[0]
    return weight.reshape(heads, 2, rows // heads // 2, -1).swapaxes(1, 2).reshape(weight.shape)


def rope_factors(config):
    """What each frequency is divided by, from transformers' own frequencies."""
    from transformers import LlamaConfig
    from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

    scaled, _ = ROPE_INIT_FUNCTIONS["llama3"](LlamaConfig(**config), "cpu")
    pairs = len(scaled)
    plain = torch.tensor([config["rope_theta"] ** (-pair / pairs) for pair in range(pairs)])
    return (plain / scaled).float().numpy()


def write_model(name, architecture):
    config = json.loads((FAMILIES / name / "config.json").read_text())
    tensors = {}
    for shard in sorted((FAMILIES / name).glob("*.safetensors")):
        tensors |= load_file(shard)
    writer = gguf.GGUFWriter(FOLDER / f"{name}.gguf", architecture)
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(config.get("rope_theta") or config["rope_parameters"]["rope_theta"])
    writer.add_rope_dimension_count(config["head_dim"])
    writer.add_key_length(config["head_dim"])
    writer.add_value_length(config["head_dim"])
    if "rope_scaling" in config:
        writer.add_tensor("rope_freqs.weight", rope_factors(config))
    for key, tensor in tensors.items():
        values = tensor.float().numpy()
        if architecture == "llama" and key.endswith(("q_proj.weight", "k_proj.weight")):
            of = "num_attention_heads" if "q_proj" in key else "num_key_value_heads"
            values = interleaved(values, config[of])
        if values.ndim == 1:
            writer.add_tensor(renamed(key), values)
        else:
            blocks = gguf.quants.quantize(values, Type.BF16)
            writer.add_tensor(renamed(key), blocks, raw_dtype=Type.BF16)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True, parents=True)
    (FOLDER / "blocks.json").write_text(json.dumps([random_blocks(type) for type in SCALES]))
    write_model("llama-3", "llama")
    write_model("qwen3", "qwen3")
