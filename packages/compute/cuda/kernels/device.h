#pragma once
#include <stdint.h>

/*
 * What the kernels are written with. nvcc knows CUDA's own words; another compiler gets them from emulation/device.h, so
 * that the same kernels run, slowly, where there is no card.
 */
#ifdef __CUDACC__
#include <float.h>
#define KERNEL extern "C" __global__ void
#define SHARED_ROOM(name) extern __shared__ float name[]
#else
#include "../emulation/device.h"
#endif

/** Threads of a warp. */
enum { WARP = 32 };

/** The numbers 0..size − 1, shared out among all threads of a launch. */
#define EACH(i, size)                                                                        \
  for (int64_t i = (int64_t)blockIdx.x * blockDim.x + threadIdx.x, i##_end = (size); i < i##_end; \
       i += (int64_t)gridDim.x * blockDim.x)

template <typename Number>
__device__ inline Number warp_sum(Number x) {
  for (int apart = WARP / 2; apart > 0; apart /= 2) x += __shfl_xor_sync(~0u, x, apart);
  return x;
}

/** The sum over the threads of a block, whole warps, for each of them: in the same order every time. */
__device__ inline float block_sum(float x) {
  __shared__ float parts[WARP];
  const int lane = threadIdx.x % WARP, warp = threadIdx.x / WARP, warps = blockDim.x / WARP;
  x = warp_sum(x);
  // What an earlier call left here may still be read.
  __syncthreads();
  if (lane == 0) parts[warp] = x;
  __syncthreads();
  return warp_sum(lane < warps ? parts[lane] : 0.0f);
}
