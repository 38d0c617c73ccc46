#pragma once
#include "vector.h"

/**
 * Natural logarithm, within 2 units in the last place for positive normal numbers; infinity and NaN come back.
 * ln x = e · ln 2 + 2 · artanh(s), s = (m − 1) / (m + 1), for x = 2^e · m with m in [√½, √2).
 */
INLINE float logarithm(float x) {
  // The bits of infinity and of what is not a number would pass for a large number.
  if (!(x < __builtin_inff())) return x;
  union { float number; int32_t bits; } parts = {x};
  // 0x3f3504f3 are the bits of √½.
  const int32_t exponent = (parts.bits - 0x3f3504f3) >> 23;
  parts.bits -= exponent * (1 << 23);
  const float s = (parts.number - 1) / (parts.number + 1);
  const float square = s * s;
  const float tail = square * (1.f / 3 + square * (1.f / 5 + square * (1.f / 7 + square * (1.f / 9))));
  return (float)exponent * 0.693145752f + ((float)exponent * 1.42860677e-6f + (2 * s + 2 * s * tail));
}
