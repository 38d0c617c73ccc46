#pragma once
#include <stdint.h>

/** Numbers that one instruction works on: 4 in WebAssembly; native builds set 8 for AVX2 and 16 for AVX-512. */
#ifndef LANES
#define LANES 4
#endif

// A native build has all kernels in one file for each kind of processor, and shows none of them by its name.
#ifdef __wasm__
#define EXPORTED(name) __attribute__((export_name(#name)))
#define SHARED
#else
#define EXPORTED(name) static
#define SHARED static
#endif

#define INLINE static inline __attribute__((always_inline))

typedef float vec __attribute__((vector_size(4 * LANES)));
typedef int32_t lanes __attribute__((vector_size(4 * LANES)));
typedef uint32_t unsigned_lanes __attribute__((vector_size(4 * LANES)));
typedef float unaligned_vec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

INLINE vec load(const float *from) { return *(const unaligned_vec *)from; }

INLINE void store(float *to, vec x) { *(unaligned_vec *)to = x; }

INLINE vec splat(float x) {
#if LANES == 4
  return (vec){x, x, x, x};
#elif LANES == 8
  return (vec){x, x, x, x, x, x, x, x};
#else
  return (vec){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
#endif
}

#ifdef __AVX2__
#include "wide-vector.h"
#endif

/** The first `count` numbers, at most a vector; the other lanes are 0. */
INLINE vec load_first(const float *from, int count) {
  if (count >= LANES) return load(from);
#ifdef __AVX2__
  return masked_load(from, count, splat(0));
#else
  vec x = splat(0);
#pragma GCC unroll 16
  for (int lane = 0; lane < LANES; lane++) {
    if (lane < count) x[lane] = from[lane];
  }
  return x;
#endif
}

INLINE void store_first(float *to, vec x, int count) {
  if (count >= LANES) {
    store(to, x);
    return;
  }
#ifdef __AVX2__
  masked_store(to, x, count);
#else
#pragma GCC unroll 16
  for (int lane = 0; lane < LANES; lane++) {
    if (lane < count) to[lane] = x[lane];
  }
#endif
}

/** x with 0 in the lanes from `count` on. */
INLINE vec keep_first(vec x, int count) {
  if (count >= LANES) return x;
#pragma GCC unroll 16
  for (int lane = 0; lane < LANES; lane++) {
    if (lane >= count) x[lane] = 0;
  }
  return x;
}

INLINE float sum_of(vec x) {
#ifdef __AVX2__
  return tree_sum(x);
#else
  float sum = x[0];
#pragma GCC unroll 16
  for (int lane = 1; lane < LANES; lane++) sum += x[lane];
  return sum;
#endif
}

INLINE vec select(lanes condition, vec yes, vec no) {
  return (vec)((condition & (lanes)yes) | (~condition & (lanes)no));
}

/** The larger of each pair of lanes; NaN where `x` is NaN. */
INLINE vec larger_of(vec x, vec y) {
#ifdef __wasm__
  return (vec)__builtin_wasm_pmax_f32x4(x, y);
#else
  return select(x < y, y, x);
#endif
}

/** A loop over the vectors of n numbers: `i` is where one starts, `left` how many numbers are left from there on. */
#define EACH_VECTOR(i, n, left) for (int i = 0, left = (n); left > 0; i += LANES, left -= LANES)
