#pragma once
#include "device.h"

/** out = x · inverse · gain, with inverse[row] = 1 / √(mean(x²) + ε); a block for each row. */
KERNEL rms_norm_kernel(const float *x, const float *gain, float *out, float *inverse, int dim, float epsilon) {
  const int row = blockIdx.x;
  x += (int64_t)row * dim;
  out += (int64_t)row * dim;
  float squares = 0;
  for (int i = threadIdx.x; i < dim; i += blockDim.x) squares += x[i] * x[i];
  const float scale = 1 / sqrtf(block_sum(squares) / (float)dim + epsilon);
  if (threadIdx.x == 0) inverse[row] = scale;
  for (int i = threadIdx.x; i < dim; i += blockDim.x) out[i] = x[i] * scale * gain[i];
}

/** out = x · inverse · gain, row by row. */
KERNEL normalise_kernel(const float *x, const float *gain, const float *inverse, float *out, int dim, int64_t size) {
  EACH(at, size) out[at] = x[at] * inverse[at / dim] * gain[at % dim];
}

/** With x̂ = x · inverse: dx = inverse · (dy · gain − x̂ · mean(dy · gain · x̂)) (+ `beside`, if any). */
KERNEL rms_norm_gradient_kernel(const float *x, const float *gain, const float *inverse, const float *dy,
                                const float *beside, float *dx, int dim) {
  const int64_t row = blockIdx.x, start = row * dim;
  const float scale = inverse[row];
  float products = 0;
  for (int i = threadIdx.x; i < dim; i += blockDim.x) products += dy[start + i] * gain[i] * x[start + i] * scale;
  const float mean = block_sum(products) / (float)dim;
  for (int i = threadIdx.x; i < dim; i += blockDim.x) {
    const float slope = scale * (dy[start + i] * gain[i] - x[start + i] * scale * mean);
    dx[start + i] = beside ? slope + beside[start + i] : slope;
  }
}

/** Parts of dgain = Σ dy · x̂ over the rows: `[part][dim]`, each of `length` rows. */
KERNEL rms_norm_gain_parts_kernel(const float *x, const float *inverse, const float *dy, float *parts, int rows,
                                  int dim, int length) {
  const int first = blockIdx.x * length, end = first + length < rows ? first + length : rows;
  for (int i = blockIdx.y * blockDim.x + threadIdx.x; i < dim; i += gridDim.y * blockDim.x) {
    float sum = 0;
    for (int64_t row = first; row < end; row++) sum += dy[row * dim + i] * x[row * dim + i] * inverse[row];
    parts[(int64_t)blockIdx.x * dim + i] = sum;
  }
}
