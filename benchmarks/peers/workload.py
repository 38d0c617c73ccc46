"""What all contenders read: the same tokens, by a formula that engine/workload.ts has too."""

import torch
from torch import Tensor


def tokens(rows: int, length: int, vocabulary: int, device: str | torch.device = "cpu") -> Tensor:
    """`[row][position]` token ids."""
    row = torch.arange(rows, device=device)[:, None]
    position = torch.arange(length, device=device)[None, :]
    return (31 * row + 17 * position + 7 * position * position) % vocabulary
