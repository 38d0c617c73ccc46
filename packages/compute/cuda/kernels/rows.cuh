#pragma once
#include "device.h"

/** out[outer][i] = table[outer][ids[i]], runs of `width` numbers; the ids are known to be in the table. */
KERNEL gather_rows_kernel(const float *table, const int32_t *ids, float *out, int table_rows, int count, int width,
                          int64_t size) {
  EACH(at, size) {
    const int64_t run = at / width, outer = run / count;
    out[at] = table[(outer * table_rows + ids[run % count]) * width + at % width];
  }
}

/**
 * out[ids[i]] += rows[i], from 0; ids outside the table are left out. A block for each i; the first of those with an id
 * in common adds all of them, in their order, so that the sum is the same every time.
 */
KERNEL add_rows_kernel(const float *rows, const int32_t *ids, float *out, int out_rows, int count, int width) {
  __shared__ int earlier;
  const int row = blockIdx.x, id = ids[row];
  if (threadIdx.x == 0) earlier = 0;
  __syncthreads();
  for (int i = threadIdx.x; i < row; i += blockDim.x) {
    if (ids[i] == id) earlier = 1;
  }
  __syncthreads();
  if (earlier || id < 0 || id >= out_rows) return;
  for (int column = threadIdx.x; column < width; column += blockDim.x) {
    float sum = 0;
    for (int i = row; i < count; i++) {
      if (ids[i] == id) sum += rows[(int64_t)i * width + column];
    }
    out[(int64_t)id * width + column] = sum;
  }
}

/**
 * Sums of parts of the middle axis: out[outer][part][inner] = Σ x[outer][part · length + m][inner] over m < length. A
 * block for each (outer, part) when inner is 1, else threads for the columns.
 */
KERNEL sum_parts_kernel(const float *x, float *out, int middle, int inner, int length) {
  const int64_t outer = blockIdx.x;
  const int part = blockIdx.y, first = part * length;
  const int end = first + length < middle ? first + length : middle;
  x += outer * middle * inner;
  out += (outer * gridDim.y + part) * inner;
  if (inner == 1) {
    float sum = 0;
    for (int m = first + threadIdx.x; m < end; m += blockDim.x) sum += x[m];
    sum = block_sum(sum);
    if (threadIdx.x == 0) *out = sum;
    return;
  }
  for (int column = blockIdx.z * blockDim.x + threadIdx.x; column < inner; column += gridDim.z * blockDim.x) {
    float sum = 0;
    for (int m = first; m < end; m++) sum += x[(int64_t)m * inner + column];
    out[column] = sum;
  }
}
