"""Takes all free memory of the card, says so, and holds it until its input is closed: what another user of a card may do."""

import sys

import torch

held = []
size = 1 << 30
while size >= 1 << 24:
    try:
        held.append(torch.empty(size, dtype=torch.uint8, device="cuda"))
    except torch.cuda.OutOfMemoryError:
        size //= 2
free, total = torch.cuda.mem_get_info()
print(f"holds {sum(each.numel() for each in held) >> 20} MiB, {free >> 20} of {total >> 20} MiB are free", flush=True)
sys.stdin.read()
