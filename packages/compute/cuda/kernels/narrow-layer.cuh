#pragma once
#include "device.h"
#include "paged-attention.cuh"
#include "swi-glu.cuh"

/*
 * The halves of a layer for rows of a pass while sampling, each one launch. A layer of some hundred numbers a row takes
 * longer to be launched, product by product, than to be computed; here a block goes all the way with its rows in shared
 * memory. What a row comes to does not depend on the rows beside it.
 */
enum { NARROW_ROWS = 4 };

/** Of a layer that these kernels are for: numbers of a row, and of a row within the feed-forward part, at most. */
enum { NARROW_DIM = 128, NARROW_HIDDEN = 512 };

/** The rows of a block. */
struct NarrowRows {
  int64_t first;
  int count;
};

__device__ inline NarrowRows narrow_rows(int rows) {
  const int first = blockIdx.x * NARROW_ROWS, left = rows - first;
  return {first, left < NARROW_ROWS ? left : NARROW_ROWS};
}

/** Copies rows of `width` numbers into shared memory; those that are not there are zeros. */
__device__ inline void narrow_load(const float *x, float *to, NarrowRows of, int width) {
  for (int i = threadIdx.x; i < NARROW_ROWS * width; i += blockDim.x) {
    to[i] = i < of.count * width ? x[of.first * width + i] : 0;
  }
}

/** out = x / √(mean(x²) + ε) · gain in shared memory, a warp for each row. */
__device__ inline void narrow_norm(const float *x, const float *gain, float *out, int dim, float epsilon) {
  const int lane = threadIdx.x % WARP;
  for (int row = threadIdx.x / WARP; row < NARROW_ROWS; row += blockDim.x / WARP) {
    float squares = 0;
    for (int i = lane; i < dim; i += WARP) squares += x[row * dim + i] * x[row * dim + i];
    const float scale = 1 / sqrtf(warp_sum(squares) / (float)dim + epsilon);
    for (int i = lane; i < dim; i += WARP) out[row * dim + i] = x[row * dim + i] * scale * gain[i];
  }
}

/** One number of each row of a product. */
struct NarrowColumn {
  float of[NARROW_ROWS];
};

/** Σ x[row][k] · matrix[k][column], with x in shared memory. */
__device__ inline NarrowColumn narrow_product(const float *x, const float *matrix, int depth, int columns, int column) {
  NarrowColumn sums = {};
#pragma unroll 16
  for (int k = 0; k < depth; k++) {
    const float weight = matrix[k * columns + column];
    for (int row = 0; row < NARROW_ROWS; row++) sums.of[row] += x[row * depth + k] * weight;
  }
  return sums;
}

/**
 * The first half up to attention: norm, projections, rotary embedding; keys and values are written to their pages, and
 * the queries, `[row][head][head_dim]`, to `queries`. The room holds the normalised rows and their projections.
 */
KERNEL narrow_heads_kernel(const float *hidden, const float *norm, const float *query, const float *key,
                           const float *value, float *keys, float *values, float *queries, const float *cosines,
                           const float *sines, Pages of, int rows, int dim, float epsilon) {
  SHARED_ROOM(room);
  const NarrowRows mine = narrow_rows(rows);
  const int d = of.head_dim, half = d / 2, q_width = of.heads * d, kv_width = of.kv_heads * d;
  const int width = q_width + 2 * kv_width, turning = of.heads + of.kv_heads;
  float *normed = room, *projected = normed + NARROW_ROWS * dim;
  narrow_load(hidden, normed, mine, dim);
  __syncthreads();
  narrow_norm(normed, norm, normed, dim, epsilon);
  __syncthreads();
  for (int column = threadIdx.x; column < width; column += blockDim.x) {
    const NarrowColumn sums = column < q_width ? narrow_product(normed, query, dim, q_width, column)
                              : column < q_width + kv_width
                                  ? narrow_product(normed, key, dim, kv_width, column - q_width)
                                  : narrow_product(normed, value, dim, kv_width, column - q_width - kv_width);
    for (int row = 0; row < NARROW_ROWS; row++) projected[row * width + column] = sums.of[row];
  }
  __syncthreads();
  for (int at = threadIdx.x; at < mine.count * turning * d; at += blockDim.x) {
    const int i = at % d, head = at / d % turning, row = at / d / turning;
    const int position = of.positions[mine.first + row];
    const float *pair = projected + row * width + head * d + i % half;
    const float cosine = cosines[(int64_t)position * half + i % half], sine = sines[(int64_t)position * half + i % half];
    const float turned = i < half ? pair[0] * cosine - pair[half] * sine : pair[half] * cosine + pair[0] * sine;
    if (head < of.heads) queries[((mine.first + row) * of.heads + head) * d + i] = turned;
    else keys[page_start(of, mine.first + row, head - of.heads) + i * PAGE + position % PAGE] = turned;
  }
  for (int at = threadIdx.x; at < mine.count * kv_width; at += blockDim.x) {
    const int i = at % d, head = at / d % of.kv_heads, row = at / kv_width;
    const int place = of.positions[mine.first + row] % PAGE;
    values[page_start(of, mine.first + row, head) + place * d + i] =
        projected[row * width + q_width + kv_width + head * d + i];
  }
}

/**
 * The second half: attended = hidden + heard · Wₒ, out = attended + (swish(n · gate) · (n · up)) · down with n the norm of
 * attended. The room holds what is heard, attended, its norm and the feed-forward part of the rows.
 */
KERNEL narrow_output_kernel(const float *hidden, const float *heard, const float *attention_output, const float *norm,
                            const float *gate, const float *up, const float *down, float *out, int rows, int dim,
                            int heard_width, int hidden_dim, float epsilon) {
  SHARED_ROOM(room);
  const NarrowRows mine = narrow_rows(rows);
  float *heads = room, *attended = heads + NARROW_ROWS * heard_width, *normed = attended + NARROW_ROWS * dim;
  float *gated = normed + NARROW_ROWS * dim;
  narrow_load(heard, heads, mine, heard_width);
  narrow_load(hidden, attended, mine, dim);
  __syncthreads();
  for (int column = threadIdx.x; column < dim; column += blockDim.x) {
    const NarrowColumn sums = narrow_product(heads, attention_output, heard_width, dim, column);
    for (int row = 0; row < NARROW_ROWS; row++) attended[row * dim + column] += sums.of[row];
  }
  __syncthreads();
  narrow_norm(attended, norm, normed, dim, epsilon);
  __syncthreads();
  for (int column = threadIdx.x; column < hidden_dim; column += blockDim.x) {
    const NarrowColumn gates = narrow_product(normed, gate, dim, hidden_dim, column);
    const NarrowColumn ups = narrow_product(normed, up, dim, hidden_dim, column);
    for (int row = 0; row < NARROW_ROWS; row++) {
      gated[row * hidden_dim + column] = gates.of[row] * logistic(gates.of[row]) * ups.of[row];
    }
  }
  __syncthreads();
  for (int column = threadIdx.x; column < dim; column += blockDim.x) {
    const NarrowColumn sums = narrow_product(gated, down, hidden_dim, dim, column);
    for (int row = 0; row < mine.count; row++) {
      out[(mine.first + row) * dim + column] = attended[row * dim + column] + sums.of[row];
    }
  }
}
