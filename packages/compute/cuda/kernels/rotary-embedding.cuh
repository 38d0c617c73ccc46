#pragma once
#include "device.h"

/**
 * Turns element i and element i + half of each head by the angle of the row's position; `direction` is 1, or −1 to turn
 * back. x and out are `[row][head][2 · half]`; row r has position positions[r % period]; they may be the same memory.
 */
KERNEL rotary_embedding_kernel(const float *x, float *out, const float *cosines, const float *sines,
                               const int32_t *positions, int period, int heads, int half, float direction,
                               int64_t size) {
  EACH(at, size) {
    const int64_t head = at / half, row = head / heads;
    const int i = at % half;
    const int64_t angle = (int64_t)positions[row % period] * half + i, low_at = head * 2 * half + i;
    const float low = x[low_at], high = x[low_at + half];
    const float cosine = cosines[angle], sine = sines[angle] * direction;
    out[low_at] = low * cosine - high * sine;
    out[low_at + half] = high * cosine + low * sine;
  }
}
