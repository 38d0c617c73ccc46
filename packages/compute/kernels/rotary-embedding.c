#include "vector.h"

/**
 * Turns element i and element i + half of each head by the angle of the row's position.
 * x and out are `[row][head][2 · half]`; cosines and sines are `[position][half]`; row r of x has position
 * positions[r % period]. `direction` is 1, or −1 to turn back, which is also the gradient.
 */
EXPORTED(rotary_embedding)
void rotary_embedding(const float *x, float *out, const float *cosines, const float *sines,
                      const int32_t *positions, int period, int rows, int heads, int half,
                      float direction) {
  for (int row = 0; row < rows; row++) {
    const float *cosine = cosines + positions[row % period] * half;
    const float *sine = sines + positions[row % period] * half;
    for (int head = 0; head < heads; head++, x += 2 * half, out += 2 * half) {
      EACH_VECTOR(i, half, left) {
        const vec low = load_first(x + i, left);
        const vec high = load_first(x + half + i, left);
        const vec c = load_first(cosine + i, left);
        const vec s = load_first(sine + i, left) * splat(direction);
        store_first(out + i, low * c - high * s, left);
        store_first(out + half + i, high * c + low * s, left);
      }
    }
  }
}
