#include "softmax.h"

/**
 * ln x = e · ln 2 + 2 · artanh(s), s = (m − 1) / (m + 1), for x = 2^e · m with m in [√½, √2).
 */
float logarithm(float x) {
  union { float number; int32_t bits; } parts = {x};
  // 0x3f3504f3 are the bits of √½.
  const int32_t exponent = (parts.bits - 0x3f3504f3) >> 23;
  parts.bits -= exponent * (1 << 23);
  const float s = (parts.number - 1) / (parts.number + 1);
  const float square = s * s;
  const float tail = square * (1.f / 3 + square * (1.f / 5 + square * (1.f / 7 + square * (1.f / 9))));
  return (float)exponent * 0.693145752f + ((float)exponent * 1.42860677e-6f + (2 * s + 2 * s * tail));
}

/**
 * out[row] = logits[row][target] − log Σ e^logits; `normaliser` keeps the latter for the backward pass.
 * Gives the place of a target outside the vocabulary, or −1.
 */
EXPORTED(chosen_logprobs)
int chosen_logprobs(const float *logits, const int32_t *targets, float *out, float *normaliser,
                     int rows, int vocabulary) {
  for (int row = 0; row < rows; row++, logits += vocabulary) {
    if (targets[row] < 0 || targets[row] >= vocabulary) return row;
    const float largest = largest_of(logits, vocabulary);
    const float rest = logarithm(sum_of_exponentials(logits, largest, vocabulary, 0));
    normaliser[row] = largest + rest;
    out[row] = (logits[targets[row]] - largest) - rest;
  }
  return -1;
}

/** dlogits = dy · (1[target] − e^(logits − normaliser)) */
EXPORTED(chosen_logprobs_gradient)
void chosen_logprobs_gradient(const float *logits, const int32_t *targets, const float *normaliser,
                              const float *dy, float *dlogits, int rows, int vocabulary) {
  for (int row = 0; row < rows; row++, logits += vocabulary, dlogits += vocabulary) {
    const vec shift = splat(normaliser[row]), weight = splat(-dy[row]);
    EACH_VECTOR(i, vocabulary, left) {
      store_first(dlogits + i, weight * exponential(load_first(logits + i, left) - shift), left);
    }
    dlogits[targets[row]] += dy[row];
  }
}
