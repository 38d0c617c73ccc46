#pragma once
#include "parts.cuh"

struct SquareSumsPart {
  enum { ARRAYS = 2 };
  const float *x;
  float *out;
  int64_t size, sums, first;
};

/** out[first + s] = Σ x² over every `sums`-th run of as many numbers as a block has threads, from the s-th on: a block each. */
KERNEL square_sums_kernel(Parts<SquareSumsPart> parts) {
  const SquareSumsPart part = parts.of[blockIdx.y];
  const int64_t s = blockIdx.x;
  if (s >= part.sums) return;
  float sum = 0;
  for (int64_t i = s * blockDim.x + threadIdx.x; i < part.size; i += part.sums * blockDim.x) sum += part.x[i] * part.x[i];
  sum = block_sum(sum);
  if (threadIdx.x == 0) part.out[part.first + s] = sum;
}
