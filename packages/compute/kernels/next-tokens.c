#include "softmax.h"

/** The first of the likeliest. */
static int likeliest(const float *logits, float largest, int vocabulary) {
  int token = 0;
  while (token < vocabulary - 1 && logits[token] != largest) token++;
  return token;
}

/** The token at which the sum of the weights passes `threshold`; rounding apart, that is before their end. */
static int draw_at(const float *weights, double threshold, int vocabulary) {
  double sum = 0;
  int token = 0;
  for (int candidate = 0; candidate < vocabulary && sum <= threshold; candidate++) {
    if (weights[candidate] <= 0) continue;
    token = candidate;
    sum += weights[candidate];
  }
  return token;
}

/**
 * Draws a token of each row from softmax(logits / temperature), by inverting its cumulative distribution with the
 * uniform number draws[row] / 2³² (unsigned); temperature 0 takes the likeliest. `chosen` is `[row][2]`: the token, and
 * its log-probability at temperature 1. `weights` is scratch of one row.
 * Gives the first row with a logit that is not finite, or −1.
 */
EXPORTED(next_tokens)
int next_tokens(const float *logits, const int32_t *draws, const float *temperatures, float *chosen,
                float *weights, int rows, int vocabulary) {
  for (int row = 0; row < rows; row++, logits += vocabulary, chosen += 2) {
    const float largest = largest_of(logits, vocabulary), temperature = temperatures[row];
    const float total = sum_of_exponentials(logits, largest, vocabulary, weights);
    if (!(total < __builtin_inff())) return row;
    float range = total;
    if (temperature > 0 && temperature != 1) {
      vec sum = splat(0);
      EACH_VECTOR(i, vocabulary, left) {
        const vec below = (load_first(logits + i, left) - splat(largest)) / splat(temperature);
        const vec weight = keep_first(exponential(below), left);
        store_first(weights + i, weight, left);
        sum += weight;
      }
      range = sum_of(sum);
    }
    const double uniform = (double)(uint32_t)draws[row] / 4294967296.0;
    const int token = temperature > 0 ? draw_at(weights, uniform * (double)range, vocabulary)
                                      : likeliest(logits, largest, vocabulary);
    chosen[0] = (float)token;
    chosen[1] = (logits[token] - largest) - logarithm(total);
  }
  return -1;
}
