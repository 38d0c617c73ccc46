#pragma once
#include "device.h"

/** One step of Adam in place. `rate` is the learning rate over 1 − β₁^t, `correction` is 1 / √(1 − β₂^t). */
KERNEL adam_kernel(float *parameter, const float *gradient, float *moment1, float *moment2, int size,
                   float gradient_scale, float beta1, float beta2, float epsilon, float rate, float correction) {
  EACH(i, size) {
    const float g = gradient[i] * gradient_scale;
    const float m = moment1[i] * beta1 + g * (1 - beta1);
    const float v = moment2[i] * beta2 + g * g * (1 - beta2);
    moment1[i] = m;
    moment2[i] = v;
    parameter[i] -= m * rate / (sqrtf(v) * correction + epsilon);
  }
}
