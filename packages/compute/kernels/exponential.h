#pragma once
#include "vector.h"

/**
 * e^x for x ≤ 0, within 2 units in the last place; 0 below the smallest normal number, NaN for NaN.
 * e^x = 2^n · e^r with n = round(x / ln 2) and |r| ≤ ln 2 / 2; e^r is 1 + r + r²·p(r),
 * where p interpolates at the Chebyshev nodes (relative error 2e-10 before rounding).
 */
INLINE vec exponential(vec x) {
  const lanes vanishes = x < splat(-87.0f);
  // Adding and taking away 1.5 · 2²³ rounds to the nearest integer, and leaves it in the low bits.
  const vec shifted = x * splat(1.44269504f) + splat(12582912.0f);
  const vec n = shifted - splat(12582912.0f);
  // ln 2 in two parts: n times the first is exact.
  const vec r = (x - n * splat(0.693145752f)) - n * splat(1.42860677e-6f);
  vec p = splat(1.9891080e-4f);
  p = p * r + splat(1.3933731e-3f);
  p = p * r + splat(8.3333108e-3f);
  p = p * r + splat(4.1666464e-2f);
  p = p * r + splat(1.66666667e-1f);
  p = p * r + splat(0.5f);
  const vec mantissa = p * (r * r) + r + splat(1.0f);
  // Unsigned, so that the sum may wrap around where x is out of range.
  const vec power = (vec)((unsigned_lanes)mantissa + ((unsigned_lanes)shifted << 23));
  return select(vanishes, splat(0), power);
}

/** 1 / (1 + e^−x), without overflow on either side. */
INLINE vec logistic(vec x) {
  const lanes negative = x < splat(0);
  const vec e = exponential(select(negative, x, -x));
  return select(negative, e, splat(1)) / (splat(1) + e);
}
