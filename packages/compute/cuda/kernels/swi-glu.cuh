#pragma once
#include "device.h"

__device__ inline float logistic(float z) { return 1 / (1 + expf(-z)); }

/** out = gate · σ(gate) · up */
KERNEL swi_glu_kernel(const float *gate, const float *up, float *out, int64_t size) {
  EACH(i, size) out[i] = gate[i] * logistic(gate[i]) * up[i];
}

/** dgate = dy · up · σ · (1 + z · (1 − σ)); dup = dy · z · σ, with z the gate and σ its logistic. */
KERNEL swi_glu_gradient_kernel(const float *gate, const float *up, const float *dy, float *dgate, float *dup,
                               int64_t size) {
  EACH(i, size) {
    const float z = gate[i], s = logistic(z), d = dy[i] * s;
    const float slope = d * up[i] * (1 + z * (1 - s));
    dup[i] = d * z;
    dgate[i] = slope;
  }
}
