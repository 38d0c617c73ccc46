#include "exponential.h"

/** out = gate · σ(gate) · up */
EXPORTED(swi_glu)
void swi_glu(const float *gate, const float *up, float *out, int size) {
  EACH_VECTOR(i, size, left) {
    const vec z = load_first(gate + i, left);
    store_first(out + i, z * logistic(z) * load_first(up + i, left), left);
  }
}

/** dgate = dy · up · σ · (1 + z · (1 − σ)); dup = dy · z · σ, with z the gate and σ its logistic. */
EXPORTED(swi_glu_gradient)
void swi_glu_gradient(const float *gate, const float *up, const float *dy, float *dgate, float *dup,
                      int size) {
  EACH_VECTOR(i, size, left) {
    const vec z = load_first(gate + i, left);
    const vec s = logistic(z);
    const vec d = load_first(dy + i, left) * s;
    store_first(dgate + i, d * load_first(up + i, left) * (splat(1) + z * (splat(1) - s)), left);
    store_first(dup + i, d * z, left);
  }
}
