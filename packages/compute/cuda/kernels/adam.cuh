#pragma once
#include "parts.cuh"

struct AdamPart {
  enum { ARRAYS = 4 };
  float *parameter;
  const float *gradient;
  float *moment1, *moment2;
  int64_t size;
};

/** One step of Adam in place. `rate` is the learning rate over 1 − β₁^t, `correction` is 1 / √(1 − β₂^t). */
KERNEL adam_kernel(Parts<AdamPart> parts, float gradient_scale, float beta1, float beta2, float epsilon, float rate,
                   float correction) {
  const AdamPart part = parts.of[blockIdx.y];
  EACH(i, part.size) {
    const float g = part.gradient[i] * gradient_scale;
    const float m = part.moment1[i] * beta1 + g * (1 - beta1);
    const float v = part.moment2[i] * beta2 + g * g * (1 - beta2);
    part.moment1[i] = m;
    part.moment2[i] = v;
    part.parameter[i] -= m * rate / (sqrtf(v) * correction + epsilon);
  }
}
