#pragma once
#include "exponential.h"
#include "logarithm.h"

INLINE float largest_of(const float *x, int size) {
  vec most = splat(x[0]);
  int i = 0;
  for (; i + LANES <= size; i += LANES) {
    most = larger_of(most, load(x + i));
  }
#ifdef __AVX2__
  if (i < size) most = larger_of(most, masked_load(x + i, size - i, most));
  return tree_largest(most);
#else
  for (; i < size; i++) most[0] = most[0] < x[i] ? x[i] : most[0];
  float largest = most[0];
#pragma GCC unroll 16
  for (int lane = 1; lane < LANES; lane++) largest = largest < most[lane] ? most[lane] : largest;
  return largest;
#endif
}

/** Σ e^(x − shift); writes the terms to `terms` unless it is null (a constant). */
INLINE float sum_of_exponentials(const float *x, float shift, int size, float *terms) {
  vec sum = splat(0);
  EACH_VECTOR(i, size, left) {
    const vec e = keep_first(exponential(load_first(x + i, left) - splat(shift)), left);
    if (terms) store_first(terms + i, e, left);
    sum += e;
  }
  return sum_of(sum);
}
