#include "shared-kernels.h"

SHARED void normalise(const float *x, const float *gain, const float *inverse, float *out, int rows, int dim) {
  for (int row = 0; row < rows; row++, x += dim, out += dim) {
    const vec scale = splat(inverse[row]);
    EACH_VECTOR(i, dim, left) {
      store_first(out + i, load_first(x + i, left) * scale * load_first(gain + i, left), left);
    }
  }
}

/** out = x · inverse · gain, with inverse[row] = 1 / √(mean(x²) + ε), which the backward pass reuses. */
EXPORTED(rms_norm)
void rms_norm(const float *x, const float *gain, float *out, float *inverse, int rows, int dim,
              float epsilon) {
  for (int row = 0; row < rows; row++, x += dim, out += dim) {
    vec squares = splat(0);
    EACH_VECTOR(i, dim, left) {
      const vec v = load_first(x + i, left);
      squares += v * v;
    }
    inverse[row] = 1 / __builtin_sqrtf(sum_of(squares) / (float)dim + epsilon);
    normalise(x, gain, inverse + row, out, 1, dim);
  }
}

/** With x̂ = x · inverse: dgain = Σ dy · x̂; dx = inverse · (dy · gain − x̂ · mean(dy · gain · x̂)). */
EXPORTED(rms_norm_gradient)
void rms_norm_gradient(const float *x, const float *gain, const float *inverse, const float *dy,
                       float *dx, float *dgain, int rows, int dim) {
  for (int i = 0; i < dim; i++) dgain[i] = 0;
  for (int row = 0; row < rows; row++, x += dim, dy += dim, dx += dim) {
    const vec scale = splat(inverse[row]);
    vec products = splat(0);
    EACH_VECTOR(i, dim, left) {
      const vec aligned = load_first(dy + i, left) * load_first(x + i, left) * scale;
      store_first(dgain + i, load_first(dgain + i, left) + aligned, left);
      products += aligned * load_first(gain + i, left);
    }
    const vec mean = splat(sum_of(products) / (float)dim);
    EACH_VECTOR(i, dim, left) {
      const vec direct = load_first(dy + i, left) * load_first(gain + i, left);
      const vec normal = load_first(x + i, left) * scale;
      store_first(dx + i, scale * (direct - normal * mean), left);
    }
  }
}
