#pragma once
#include "device.h"

/*
 * The cache is pages of PAGE positions in any order: position p of sequence s is number p % PAGE of page
 * tables[s][p / PAGE]. Keys are `[page][kv_head][head_dim][PAGE]`, values are `[page][kv_head][PAGE][head_dim]`.
 */
enum { PAGE = 16 };

struct Pages {
  const int32_t *positions, *sequences, *tables;
  int table_width, heads, kv_heads, head_dim;
};

/** Where the page that a row is written to starts, for one head: in the keys as in the values. */
__device__ inline int64_t page_start(const Pages &of, int64_t row, int64_t kv_head) {
  const int64_t page = of.tables[(int64_t)of.sequences[row] * of.table_width + of.positions[row] / PAGE];
  return (page * of.kv_heads + kv_head) * PAGE * of.head_dim;
}

/** Writes the keys and values of rows, `[row][kv_head][head_dim]`, each at its own position. */
KERNEL paged_write_kernel(const float *k, const float *v, float *keys, float *values, Pages of, int64_t size) {
  EACH(at, size) {
    const int i = at % of.head_dim;
    const int64_t head = at / of.head_dim % of.kv_heads, row = at / of.head_dim / of.kv_heads;
    const int place = of.positions[row] % PAGE;
    const int64_t start = page_start(of, row, head);
    keys[start + i * PAGE + place] = k[at];
    values[start + place * of.head_dim + i] = v[at];
  }
}

/**
 * Attention of one query a row, `[row][head][head_dim]`, over positions 0..positions[row] of its sequence, by a block for
 * each (row, head); `out` may be `q`. The room holds the scores of a table, the query, and a sum for each thread.
 */
KERNEL paged_attention_kernel(const float *q, const float *keys, const float *values, float *out, Pages of) {
  SHARED_ROOM(room);
  __shared__ float highest[WARP];
  const int64_t row = blockIdx.x;
  const int head = blockIdx.y, d = of.head_dim, length = of.positions[row] + 1;
  const int lane = threadIdx.x % WARP, warp = threadIdx.x / WARP, warps = blockDim.x / WARP;
  const int64_t kv_head = (int64_t)head * of.kv_heads / of.heads, at = (row * of.heads + head) * d;
  const int32_t *pages = of.tables + (int64_t)of.sequences[row] * of.table_width;
  float *scores = room, *query = scores + of.table_width * PAGE, *parts = query + d;
  const float scale = 1 / sqrtf((float)d);
  for (int i = threadIdx.x; i < d; i += blockDim.x) query[i] = q[at + i];
  __syncthreads();
  float most = -FLT_MAX;
  for (int p = threadIdx.x; p < length; p += blockDim.x) {
    const float *key = keys + ((int64_t)pages[p / PAGE] * of.kv_heads + kv_head) * PAGE * d + p % PAGE;
    float score = 0;
    for (int i = 0; i < d; i++) score += query[i] * key[i * PAGE];
    scores[p] = score * scale;
    most = fmaxf(most, score * scale);
  }
  for (int apart = WARP / 2; apart > 0; apart /= 2) most = fmaxf(most, __shfl_xor_sync(~0u, most, apart));
  if (lane == 0) highest[warp] = most;
  __syncthreads();
  for (int i = 0; i < warps; i++) most = fmaxf(most, highest[i]);
  float total = 0;
  for (int p = threadIdx.x; p < length; p += blockDim.x) {
    scores[p] = expf(scores[p] - most);
    total += scores[p];
  }
  const float share = 1 / block_sum(total);
  // The threads are groups of `width`: each group hears every so manieth position, for all columns.
  const int width = d < (int)blockDim.x ? (d + WARP - 1) / WARP * WARP : (int)blockDim.x;
  const int groups = blockDim.x / width, group = threadIdx.x / width;
  for (int first = 0; first < d; first += width) {
    const int column = first + threadIdx.x % width;
    float sum = 0;
    if (group < groups && column < d) {
      for (int p = group; p < length; p += groups) {
        const int64_t page = pages[p / PAGE];
        sum += scores[p] * values[((page * of.kv_heads + kv_head) * PAGE + p % PAGE) * d + column];
      }
    }
    parts[threadIdx.x] = sum;
    __syncthreads();
    if (group == 0 && column < d) {
      for (int i = 1; i < groups; i++) sum += parts[threadIdx.x + i * width];
      out[at + column] = sum * share;
    }
    __syncthreads();
  }
}
