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
  __shared__ int earlier, found[WARP * WARP], found_by[WARP];
  const int row = blockIdx.x, id = ids[row], lane = threadIdx.x % WARP, warp = threadIdx.x / WARP;
  const int warps = blockDim.x / WARP;
  if (threadIdx.x == 0) earlier = 0;
  __syncthreads();
  for (int i = threadIdx.x; i < row; i += blockDim.x) {
    if (ids[i] == id) earlier = 1;
  }
  __syncthreads();
  if (earlier || id < 0 || id >= out_rows) return;
  for (int start = row; start < count; start += blockDim.x) {
    // Each thread looks at one id; those that are the same are written down in their order.
    const int i = start + threadIdx.x;
    const bool is_same = i < count && ids[i] == id;
    const unsigned same = __ballot_sync(~0u, is_same);
    if (lane == 0) found_by[warp] = __popc(same);
    __syncthreads();
    int before = 0, all = 0;
    for (int other = 0; other < warps; other++) {
      if (other < warp) before += found_by[other];
      all += found_by[other];
    }
    if (is_same) found[before + __popc(same & ((1u << lane) - 1))] = i;
    __syncthreads();
    for (int column = threadIdx.x; all > 0 && column < width; column += blockDim.x) {
      float sum = out[(int64_t)id * width + column];
      for (int at = 0; at < all; at++) sum += rows[(int64_t)found[at] * width + column];
      out[(int64_t)id * width + column] = sum;
    }
    __syncthreads();
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
