#include "vector.h"

/** x, a product, as it is by itself: left alone, a compiler takes it into a sum before it is rounded. */
INLINE vec rounded(vec x) {
#ifndef __wasm__
  __asm__("" : "+m"(x));
#endif
  return x;
}

/** out[first + s] = Σ x² over the s-th of `sums` pieces of x. */
EXPORTED(square_sums)
void square_sums(const float *x, float *out, int size, int sums, int first) {
  for (int s = 0; s < sums; s++) {
    const int start = (int)((int64_t)size * s / sums), end = (int)((int64_t)size * (s + 1) / sums);
    vec sum = splat(0);
    EACH_VECTOR(i, end - start, left) {
      const vec part = load_first(x + start + i, left);
      sum += rounded(part * part);
    }
    out[first + s] = sum_of(sum);
  }
}
