#pragma once
#include "device.h"

/** The upper half of a float32: the nearest bfloat16, of two that are as near the even one; NaN stays NaN. */
__device__ inline uint16_t nearest_bfloat16(float x) {
  union {
    float number;
    uint32_t bits;
  } of = {x};
  const uint32_t upper = of.bits >> 16;
  if (x != x) return (uint16_t)(upper | 0x40);
  return (uint16_t)((of.bits + 0x7fff + (upper & 1)) >> 16);
}

KERNEL to_bfloat16_kernel(const float *x, uint16_t *out, int64_t size) {
  EACH(i, size) out[i] = nearest_bfloat16(x[i]);
}
