#include "softmax.h"

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
