#include "exponential.h"

/**
 * tanh within 3 units in the last place: x + x³ · p(x²) below 0.63, where the other form would cancel;
 * from there on sign(x) · (1 − e) / (1 + e) with e = e^(−2|x|).
 */
EXPORTED(tanh_of)
void tanh_of(const float *x, float *out, int size) {
  EACH_VECTOR(i, size, left) {
    const vec v = load_first(x + i, left);
    const vec magnitude = select(v < splat(0), -v, v);
    const vec square = v * v;
    vec p = splat(2.2695017e-3f);
    p = p * square + splat(-8.3231870e-3f);
    p = p * square + splat(2.1762503e-2f);
    p = p * square + splat(-5.3958462e-2f);
    p = p * square + splat(1.3333300e-1f);
    p = p * square + splat(-3.3333333e-1f);
    const vec e = exponential(splat(-2) * magnitude);
    const vec far = (splat(1) - e) / (splat(1) + e);
    const vec signed_far = select(v < splat(0), -far, far);
    store_first(out + i, select(magnitude < splat(0.63f), v + v * square * p, signed_far), left);
  }
}
