"""The decoder of the Llama family, written plainly, with the parameter names of Hugging Face's checkpoints."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

ROPE_BASE = 10_000.0
NORM_EPSILON = 1e-5


class Cache:
    """Keys and values of all layers, `[layer][row][head][position][column]`, taken once and filled in place."""

    def __init__(self, size: dict, rows: int, capacity: int, device="cpu", dtype=torch.float32):
        shape = (size["layers"], rows, size["kvHeads"], capacity, size["dim"] // size["heads"])
        self.keys = torch.empty(shape, device=device, dtype=dtype)
        self.values = torch.empty(shape, device=device, dtype=dtype)
        self.length = 0

    def extend(self, layer: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        end = self.length + key.shape[2]
        self.keys[layer, :, :, self.length : end] = key
        self.values[layer, :, :, self.length : end] = value
        return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]


class Attention(nn.Module):
    def __init__(self, size: dict, layer: int):
        super().__init__()
        self.heads, self.kv_heads, self.layer = size["heads"], size["kvHeads"], layer
        self.head_dim = size["dim"] // size["heads"]
        keys = self.kv_heads * self.head_dim
        self.q_proj = nn.Linear(size["dim"], size["dim"], bias=False)
        self.k_proj = nn.Linear(size["dim"], keys, bias=False)
        self.v_proj = nn.Linear(size["dim"], keys, bias=False)
        self.o_proj = nn.Linear(size["dim"], size["dim"], bias=False)

    def forward(self, x: Tensor, rotation: tuple[Tensor, Tensor], cache: Cache | None) -> Tensor:
        rows, length, _ = x.shape
        heads = lambda projected, count: projected.view(rows, length, count, self.head_dim).transpose(1, 2)
        query = rotate(heads(self.q_proj(x), self.heads), rotation)
        key = rotate(heads(self.k_proj(x), self.kv_heads), rotation)
        value = heads(self.v_proj(x), self.kv_heads)
        if cache is not None:
            key, value = cache.extend(self.layer, key, value)
        heard = F.scaled_dot_product_attention(
            query, key, value, is_causal=length > 1, enable_gqa=self.kv_heads != self.heads
        )
        return self.o_proj(heard.transpose(1, 2).reshape(rows, length, -1))


class FeedForward(nn.Module):
    def __init__(self, size: dict):
        super().__init__()
        self.gate_proj = nn.Linear(size["dim"], size["hiddenDim"], bias=False)
        self.up_proj = nn.Linear(size["dim"], size["hiddenDim"], bias=False)
        self.down_proj = nn.Linear(size["hiddenDim"], size["dim"], bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    def __init__(self, size: dict, layer: int):
        super().__init__()
        self.input_layernorm = nn.RMSNorm(size["dim"], NORM_EPSILON)
        self.self_attn = Attention(size, layer)
        self.post_attention_layernorm = nn.RMSNorm(size["dim"], NORM_EPSILON)
        self.mlp = FeedForward(size)

    def forward(self, x: Tensor, rotation: tuple[Tensor, Tensor], cache: Cache | None) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), rotation, cache)
        return x + self.mlp(self.post_attention_layernorm(x))


class Decoder(nn.Module):
    def __init__(self, size: dict):
        super().__init__()
        self.embed_tokens = nn.Embedding(size["vocabularySize"], size["dim"])
        self.layers = nn.ModuleList(Block(size, layer) for layer in range(size["layers"]))
        self.norm = nn.RMSNorm(size["dim"], NORM_EPSILON)


class Llama(nn.Module):
    def __init__(self, size: dict):
        super().__init__()
        self.size = size
        self.model = Decoder(size)
        self.lm_head = nn.Linear(size["dim"], size["vocabularySize"], bias=False)
        if size["tieEmbeddings"]:
            self.lm_head.weight = self.model.embed_tokens.weight
        cosine, sine = rotation_tables(size["dim"] // size["heads"], size["maxPositions"])
        self.register_buffer("cosine", cosine, persistent=False)
        self.register_buffer("sine", sine, persistent=False)

    def forward(self, ids: Tensor, cache: Cache | None = None, last_only: bool = False) -> Tensor:
        """`[row][position][vocabulary]` logits of `ids`, which follow what the cache holds."""
        start = 0 if cache is None else cache.length
        end = start + ids.shape[1]
        rotation = self.cosine[start:end], self.sine[start:end]
        hidden = self.model.embed_tokens(ids)
        for block in self.model.layers:
            hidden = block(hidden, rotation, cache)
        if cache is not None:
            cache.length = end
        if last_only:
            hidden = hidden[:, -1:]
        return self.lm_head(self.model.norm(hidden))


def rotation_tables(head_dim: int, positions: int) -> tuple[Tensor, Tensor]:
    frequencies = ROPE_BASE ** (-torch.arange(0, head_dim, 2).float() / head_dim)
    angles = torch.outer(torch.arange(positions).float(), frequencies)
    both_halves = torch.cat((angles, angles), dim=-1)
    return both_halves.cos(), both_halves.sin()


def rotate(x: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
    """Turns `[row][head][position][column]` by position; the two halves of a head are the two coordinates."""
    cosine, sine = rotation
    first, second = x.chunk(2, dim=-1)
    return x * cosine + torch.cat((-second, first), dim=-1) * sine


def initialised(size: dict) -> Llama:
    """A model with random weights: deviation 1/√inputs, and less where a layer adds to the residual stream."""
    torch.manual_seed(1)
    model = Llama(size)
    for name, parameter in model.named_parameters():
        if parameter.ndim == 2:
            deviation = parameter.shape[1] ** -0.5
            if name.endswith(("o_proj.weight", "down_proj.weight")):
                deviation *= (2 * size["layers"]) ** -0.5
            nn.init.normal_(parameter, std=deviation)
    return model
