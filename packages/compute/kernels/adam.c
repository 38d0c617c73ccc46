#include "vector.h"

INLINE vec square_root(vec x) {
#ifdef __wasm__
  return (vec)__builtin_wasm_sqrt_f32x4(x);
#else
  for (int lane = 0; lane < LANES; lane++) x[lane] = __builtin_sqrtf(x[lane]);
  return x;
#endif
}

/**
 * One step of Adam in place. `rate` is the learning rate over 1 − β₁^t, `correction` is 1 / √(1 − β₂^t).
 */
EXPORTED(adam)
void adam(float *parameter, const float *gradient, float *moment1, float *moment2, int size,
          float gradient_scale, float beta1, float beta2, float epsilon, float rate, float correction) {
  EACH_VECTOR(i, size, left) {
    const vec g = load_first(gradient + i, left) * splat(gradient_scale);
    const vec m = load_first(moment1 + i, left) * splat(beta1) + g * splat(1 - beta1);
    const vec v = load_first(moment2 + i, left) * splat(beta2) + g * g * splat(1 - beta2);
    const vec change = m * splat(rate) / (square_root(v) * splat(correction) + splat(epsilon));
    store_first(moment1 + i, m, left);
    store_first(moment2 + i, v, left);
    store_first(parameter + i, load_first(parameter + i, left) - change, left);
  }
}
