#pragma once
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

/*
 * CUDA's words for the C++ compiler of a machine without a card: the threads of a block are fibers of one thread
 * (fibers.cc), which take turns at barriers; blocks run one after another. Nothing here is fast, and no race between
 * blocks can be seen; one between barriers can, as fibers do run in an order.
 */
#define KERNEL inline void
#define __global__
#define __device__
#define __restrict__ __restrict
/** Blocks run one after another, so one copy serves each. */
#define __shared__ static
#define SHARED_ROOM(name) float *const name = emulation::shared_room

namespace emulation {

struct Index {
  unsigned x, y, z;
};

extern Index grid, block_size, block, thread;
/** Of the block that runs. */
extern float *shared_room;

/** Waits for all threads of the block. */
void block_barrier();
/** Waits for all threads of the warp. */
void warp_barrier();
/** 8 bytes of each thread of the block, to be seen by its warp. */
uint64_t &exchanged(unsigned thread);

}  // namespace emulation

#define gridDim emulation::grid
#define blockDim emulation::block_size
#define blockIdx emulation::block
#define threadIdx emulation::thread

inline void __syncthreads() { emulation::block_barrier(); }
inline void __syncwarp() { emulation::warp_barrier(); }

template <typename Number>
Number __shfl_from(Number x, unsigned from) {
  static_assert(sizeof(Number) <= 8, "a shuffle moves 8 bytes at most");
  const unsigned me = threadIdx.x;
  __builtin_memcpy(&emulation::exchanged(me), &x, sizeof x);
  emulation::warp_barrier();
  Number other;
  __builtin_memcpy(&other, &emulation::exchanged(from), sizeof other);
  emulation::warp_barrier();
  return other;
}

template <typename Number>
Number __shfl_xor_sync(unsigned, Number x, int mask) { return __shfl_from(x, threadIdx.x ^ (unsigned)mask); }

template <typename Number>
Number __shfl_up_sync(unsigned, Number x, int apart) {
  const unsigned lane = threadIdx.x % 32;
  return __shfl_from(x, lane < (unsigned)apart ? threadIdx.x : threadIdx.x - (unsigned)apart);
}

template <typename Number>
Number __shfl_sync(unsigned, Number x, int lane) { return __shfl_from(x, threadIdx.x / 32 * 32 + (unsigned)lane); }

inline unsigned __ballot_sync(unsigned, bool yes) {
  unsigned ballot = 0;
  for (int lane = 0; lane < 32; lane++) ballot |= (unsigned)__shfl_sync(~0u, (int)yes, lane) << lane;
  return ballot;
}

inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
inline int __ffs(unsigned bits) { return __builtin_ffs((int)bits); }
