"""Gets ready, says so, takes all free memory of the card when it is told to, and holds it until its input is closed: what
another user of a card may do."""

import ctypes
import sys

OUT_OF_MEMORY = 2

cuda = ctypes.CDLL("libcuda.so.1")


def check(result: int) -> None:
    if result != 0:
        raise SystemExit(f"the driver of the card says {result}")


device, context = ctypes.c_int(), ctypes.c_void_p()
check(cuda.cuInit(0))
check(cuda.cuDeviceGet(ctypes.byref(device), 0))
check(cuda.cuDevicePrimaryCtxRetain(ctypes.byref(context), device))
check(cuda.cuCtxSetCurrent(context))
print("is ready to take the memory of the card", flush=True)
if sys.stdin.readline():
    held, size = 0, 1 << 30
    while size >= 1 << 12:
        result = cuda.cuMemAlloc_v2(ctypes.byref(ctypes.c_uint64()), ctypes.c_size_t(size))
        if result == OUT_OF_MEMORY:
            size //= 2
        else:
            check(result)
            held += size
    print(f"holds {held >> 20} MiB", flush=True)
    sys.stdin.read()
