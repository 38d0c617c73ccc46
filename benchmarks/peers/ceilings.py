"""What a card can do at most, by PyTorch, as a line of JSON: operations a second of a large product, and bytes of a copy."""

import json
import time

import torch

SIZE = 8192
ROUNDS = 10


def seconds(work) -> float:
    """Of one call, the median of some, after three to warm up."""
    taken = []
    for _ in range(3 + ROUNDS):
        torch.cuda.synchronize()
        start = time.perf_counter()
        work()
        torch.cuda.synchronize()
        taken.append(time.perf_counter() - start)
    return sorted(taken[3:])[ROUNDS // 2]


def product(dtype: torch.dtype, precision: str) -> float:
    torch.set_float32_matmul_precision(precision)
    a, b = (torch.randn(SIZE, SIZE, device="cuda", dtype=dtype) for _ in range(2))
    return 2 * SIZE**3 / seconds(lambda: a @ b)


source = torch.randn(2**29, device="cuda")
target = torch.empty_like(source)
ceilings = {
    "float32": product(torch.float32, "highest"),
    "tf32": product(torch.float32, "high"),
    "bfloat16": product(torch.bfloat16, "highest"),
    "copiedBytes": 2 * source.nbytes / seconds(lambda: target.copy_(source)),
}
print(json.dumps(ceilings))
