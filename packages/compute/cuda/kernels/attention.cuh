#include "device.h"

/*
 * Causal grouped-query attention, tile by tile with a running softmax, so that scores never leave a block (Dao et al.,
 * 2022). q and out are `[batch][position][head][head_dim]`, k and v have kv_heads heads, the normaliser is
 * `[batch][head][position]` and keeps log Σ e^score.
 *
 * A block has a tile of 16 · ROWS positions of its own, and goes over tiles of OTHERS positions. It is 16 × 16 threads:
 * each has ROWS rows of its own tile, scores x and x + 16 of each, and of a head's numbers four at 4x, four at 64 + 4x, ….
 * Only the 16 threads of one y touch the scores of its rows, and they are of one warp. What shared memory hands out is the
 * bottleneck: where a head's width allows, it is read four numbers at a time.
 *
 * What a position must not hear is left out, never multiplied by 0: no number that is not one can come from there.
 */
enum { SIDE = 16, ATTENTION_THREADS = SIDE * SIDE, OTHERS = 2 * SIDE, SCORE_STRIDE = OTHERS + 4 };

struct alignas(16) Four {
  float of[4];
};

__device__ inline const Four &four_at(const float *numbers) { return *(const Four *)numbers; }

/** Which number of a head is the c-th of a thread. */
__device__ inline int column_of(int x, int c) { return c / 4 * 4 * SIDE + 4 * x + c % 4; }

struct Heads {
  int length, heads, kv_heads, head_dim;
};

/** The sum or the largest over the 16 threads of one y, for each of them. */
__device__ inline float row_sum(float x) {
  for (int apart = SIDE / 2; apart > 0; apart /= 2) x += __shfl_xor_sync(~0u, x, apart);
  return x;
}

__device__ inline float row_largest(float x) {
  for (int apart = SIDE / 2; apart > 0; apart /= 2) x = fmaxf(x, __shfl_xor_sync(~0u, x, apart));
  return x;
}

/** Floats of a row of a tile in shared memory: more than it holds, so that rows begin in different banks. */
__device__ inline int tile_stride(int head_dim) { return head_dim % 4 == 0 ? head_dim + 4 : head_dim + 1; }

/** Copies `rows` positions from `first` on of one head into a tile, and 0 for those past the end. */
__device__ inline void load_tile(const float *of_head, int64_t stride, int first, int rows, int length, int head_dim,
                                 float *tile) {
  if (head_dim % 4 == 0) {
    for (int at = threadIdx.x; at < rows * (head_dim / 4); at += ATTENTION_THREADS) {
      const int row = at / (head_dim / 4), column = at % (head_dim / 4) * 4, position = first + row;
      Four numbers = {};
      if (position < length) numbers = four_at(of_head + position * stride + column);
      *(Four *)(tile + row * tile_stride(head_dim) + column) = numbers;
    }
    return;
  }
  for (int at = threadIdx.x; at < rows * head_dim; at += ATTENTION_THREADS) {
    const int row = at / head_dim, column = at % head_dim, position = first + row;
    tile[row * tile_stride(head_dim) + column] = position < length ? of_head[position * stride + column] : 0;
  }
}

/** products[i][j] = own[y · ROWS + i] · other[x + 16 j], over the head dimension. */
template <int ROWS>
__device__ inline void multiply_tiles(const float *own, const float *other, int head_dim, float (&products)[ROWS][2]) {
  const int x = threadIdx.x % SIDE, y = threadIdx.x / SIDE, stride = tile_stride(head_dim);
  const float *a = own + y * ROWS * stride, *b = other + x * stride;
  for (int i = 0; i < ROWS; i++) products[i][0] = products[i][1] = 0;
  int d = 0;
  for (; head_dim % 4 == 0 && d < head_dim; d += 4) {
    const Four first = four_at(b + d), second = four_at(b + SIDE * stride + d);
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      const Four row = four_at(a + i * stride + d);
#pragma unroll
      for (int part = 0; part < 4; part++) {
        products[i][0] += row.of[part] * first.of[part];
        products[i][1] += row.of[part] * second.of[part];
      }
    }
  }
  for (; d < head_dim; d++) {
    const float first = b[d], second = b[SIDE * stride + d];
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      products[i][0] += a[i * stride + d] * first;
      products[i][1] += a[i * stride + d] * second;
    }
  }
}

/**
 * sums[i][c] += Σ over the other tile of weights[row][other] · tile[other][c-th column]; others from `ends[i]` on, and
 * those before `starts[i]`, are left out; both grow with i, or nothing of the row is left in.
 */
template <int ROWS, int COLUMNS>
__device__ inline void add_weighted(const float *weights, const float *tile, int head_dim, const int (&starts)[ROWS],
                                    const int (&ends)[ROWS], float (&sums)[ROWS][COLUMNS]) {
  const int x = threadIdx.x % SIDE, y = threadIdx.x / SIDE, stride = tile_stride(head_dim);
  for (int first = 0; first < OTHERS; first += 4) {
    Four weight[ROWS];
    bool is_whole = true;
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      weight[i] = four_at(weights + (y * ROWS + i) * SCORE_STRIDE + first);
      is_whole = is_whole && first >= starts[i] && first + 4 <= ends[i];
    }
#pragma unroll
    for (int part = 0; part < 4; part++) {
      const int other = first + part;
      float column[COLUMNS];
#pragma unroll
      for (int c = 0; c < COLUMNS; c += 4) {
        const int at = column_of(x, c);
        Four numbers = {};
        if (head_dim % 4 == 0) {
          if (at < head_dim) numbers = four_at(tile + other * stride + at);
        } else {
          for (int each = 0; each < 4; each++) {
            if (at + each < head_dim) numbers.of[each] = tile[other * stride + at + each];
          }
        }
#pragma unroll
        for (int each = 0; each < 4; each++) column[c + each] = numbers.of[each];
      }
#pragma unroll
      for (int i = 0; i < ROWS; i++) {
        if (!is_whole && (other < starts[i] || other >= ends[i])) continue;
#pragma unroll
        for (int c = 0; c < COLUMNS; c++) sums[i][c] += weight[i].of[part] * column[c];
      }
    }
  }
}

template <int ROWS, int COLUMNS>
__device__ inline void attend(const float *q, const float *k, const float *v, float *out, float *normaliser, Heads of,
                              float *room) {
  const int x = threadIdx.x % SIDE, y = threadIdx.x / SIDE, d = of.head_dim, stride = tile_stride(d);
  const int first = (gridDim.x - 1 - blockIdx.x) * SIDE * ROWS, head = blockIdx.y, batch = blockIdx.z;
  const int64_t q_stride = (int64_t)of.heads * d, kv_stride = (int64_t)of.kv_heads * d;
  const int64_t q_at = batch * of.length * q_stride + head * d;
  const int64_t kv_at = batch * of.length * kv_stride + (int64_t)head * of.kv_heads / of.heads * d;
  float *queries = room, *keys = queries + SIDE * ROWS * stride, *values = keys + OTHERS * stride;
  float *scores = values + OTHERS * stride;
  const float scale = 1 / sqrtf((float)d);
  float sums[ROWS][COLUMNS] = {}, largest[ROWS], total[ROWS];
  for (int i = 0; i < ROWS; i++) {
    largest[i] = -FLT_MAX;
    total[i] = 0;
  }
  load_tile(q + q_at, q_stride, first, SIDE * ROWS, of.length, d, queries);
  const int end = first + SIDE * ROWS < of.length ? first + SIDE * ROWS : of.length;
  for (int key = 0; key < end; key += OTHERS) {
    __syncthreads();
    load_tile(k + kv_at, kv_stride, key, OTHERS, of.length, d, keys);
    load_tile(v + kv_at, kv_stride, key, OTHERS, of.length, d, values);
    __syncthreads();
    float products[ROWS][2];
    multiply_tiles(queries, keys, d, products);
    int starts[ROWS], ends[ROWS];
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      starts[i] = 0;
      ends[i] = first + y * ROWS + i + 1 - key;
      for (int j = 0; j < 2; j++) products[i][j] = x + SIDE * j < ends[i] ? products[i][j] * scale : -INFINITY;
      const float most = fmaxf(largest[i], row_largest(fmaxf(products[i][0], products[i][1])));
      const float fade = expf(largest[i] - most);
      largest[i] = most;
      float here = 0;
      for (int j = 0; j < 2; j++) {
        const float weight = expf(products[i][j] - most);
        scores[(y * ROWS + i) * SCORE_STRIDE + x + SIDE * j] = weight;
        here += weight;
      }
      total[i] = total[i] * fade + row_sum(here);
      for (int c = 0; c < COLUMNS; c++) sums[i][c] *= fade;
    }
    __syncwarp();
    add_weighted(scores, values, d, starts, ends, sums);
  }
  for (int i = 0; i < ROWS; i++) {
    const int position = first + y * ROWS + i;
    if (position >= of.length) continue;
    for (int c = 0; c < COLUMNS; c++) {
      const int column = column_of(x, c);
      if (column < d) out[q_at + position * q_stride + column] = sums[i][c] / total[i];
    }
    if (x == 0) normaliser[((int64_t)batch * of.heads + head) * of.length + position] = largest[i] + logf(total[i]);
  }
}

/** Σ over a head of dout · out, `[batch][head][position]`: a warp for each. */
KERNEL attention_shares_kernel(const float *dout, const float *out, float *shares, Heads of, int64_t rows) {
  const int64_t row = (int64_t)blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
  if (row >= rows) return;
  const int64_t head = row % of.heads, position = row / of.heads % of.length, batch = row / of.heads / of.length;
  float sum = 0;
  for (int i = threadIdx.x % WARP; i < of.head_dim; i += WARP) sum += dout[row * of.head_dim + i] * out[row * of.head_dim + i];
  sum = warp_sum(sum);
  if (threadIdx.x % WARP == 0) shares[(batch * of.heads + head) * of.length + position] = sum;
}

/** dq = dS · k / √head_dim, with dS = P · (dout · vᵀ − share): as `attend`, for a tile of queries. */
template <int ROWS, int COLUMNS>
__device__ inline void query_gradient(const float *q, const float *k, const float *v, const float *normaliser,
                                      const float *shares, const float *dout, float *dq, Heads of, float *room) {
  const int x = threadIdx.x % SIDE, y = threadIdx.x / SIDE, d = of.head_dim, stride = tile_stride(d);
  const int first = (gridDim.x - 1 - blockIdx.x) * SIDE * ROWS, head = blockIdx.y, batch = blockIdx.z;
  const int64_t q_stride = (int64_t)of.heads * d, kv_stride = (int64_t)of.kv_heads * d;
  const int64_t q_at = batch * of.length * q_stride + head * d;
  const int64_t kv_at = batch * of.length * kv_stride + (int64_t)head * of.kv_heads / of.heads * d;
  const int64_t row_at = ((int64_t)batch * of.heads + head) * of.length;
  float *queries = room, *douts = queries + SIDE * ROWS * stride, *keys = douts + SIDE * ROWS * stride;
  float *values = keys + OTHERS * stride, *slopes = values + OTHERS * stride;
  const float scale = 1 / sqrtf((float)d);
  float sums[ROWS][COLUMNS] = {}, shift[ROWS], share[ROWS];
  for (int i = 0; i < ROWS; i++) {
    const int position = first + y * ROWS + i;
    shift[i] = position < of.length ? normaliser[row_at + position] : 0;
    share[i] = position < of.length ? shares[row_at + position] : 0;
  }
  load_tile(q + q_at, q_stride, first, SIDE * ROWS, of.length, d, queries);
  load_tile(dout + q_at, q_stride, first, SIDE * ROWS, of.length, d, douts);
  const int end = first + SIDE * ROWS < of.length ? first + SIDE * ROWS : of.length;
  for (int key = 0; key < end; key += OTHERS) {
    __syncthreads();
    load_tile(k + kv_at, kv_stride, key, OTHERS, of.length, d, keys);
    load_tile(v + kv_at, kv_stride, key, OTHERS, of.length, d, values);
    __syncthreads();
    float products[ROWS][2], received[ROWS][2];
    multiply_tiles(queries, keys, d, products);
    multiply_tiles(douts, values, d, received);
    int starts[ROWS], ends[ROWS];
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      starts[i] = 0;
      ends[i] = first + y * ROWS + i < of.length ? first + y * ROWS + i + 1 - key : 0;
      for (int j = 0; j < 2; j++) {
        const float slope = expf(products[i][j] * scale - shift[i]) * (received[i][j] - share[i]);
        slopes[(y * ROWS + i) * SCORE_STRIDE + x + SIDE * j] = slope;
      }
    }
    __syncwarp();
    add_weighted(slopes, keys, d, starts, ends, sums);
  }
  for (int i = 0; i < ROWS; i++) {
    const int position = first + y * ROWS + i;
    for (int c = 0; c < COLUMNS; c++) {
      const int column = column_of(x, c);
      if (position < of.length && column < d) dq[q_at + position * q_stride + column] = sums[i][c] * scale;
    }
  }
}

/**
 * The part of one head in dv = Pᵀ · dout and dk = dSᵀ · q / √head_dim, for a tile of keys: over all its queries that hear
 * them. Both are `[batch][position][head][head_dim]`; heads that share keys and values are added up afterwards.
 */
template <int ROWS, int COLUMNS>
__device__ inline void key_value_gradient(const float *q, const float *k, const float *v, const float *normaliser,
                                          const float *shares, const float *dout, float *dk, float *dv, Heads of,
                                          float *room) {
  const int x = threadIdx.x % SIDE, y = threadIdx.x / SIDE, d = of.head_dim, stride = tile_stride(d);
  const int first = blockIdx.x * SIDE * ROWS, head = blockIdx.y, batch = blockIdx.z;
  const int64_t q_stride = (int64_t)of.heads * d, kv_stride = (int64_t)of.kv_heads * d;
  const int64_t q_at = batch * of.length * q_stride + head * d;
  const int64_t kv_at = batch * of.length * kv_stride + (int64_t)head * of.kv_heads / of.heads * d;
  const int64_t row_at = ((int64_t)batch * of.heads + head) * of.length;
  float *keys = room, *values = keys + SIDE * ROWS * stride, *queries = values + SIDE * ROWS * stride;
  float *douts = queries + OTHERS * stride, *weights = douts + OTHERS * stride;
  float *slopes = weights + SIDE * ROWS * SCORE_STRIDE;
  const float scale = 1 / sqrtf((float)d);
  float key_sums[ROWS][COLUMNS] = {}, value_sums[ROWS][COLUMNS] = {};
  load_tile(k + kv_at, kv_stride, first, SIDE * ROWS, of.length, d, keys);
  load_tile(v + kv_at, kv_stride, first, SIDE * ROWS, of.length, d, values);
  for (int query = first / OTHERS * OTHERS; query < of.length; query += OTHERS) {
    __syncthreads();
    load_tile(q + q_at, q_stride, query, OTHERS, of.length, d, queries);
    load_tile(dout + q_at, q_stride, query, OTHERS, of.length, d, douts);
    __syncthreads();
    float products[ROWS][2], received[ROWS][2];
    multiply_tiles(keys, queries, d, products);
    multiply_tiles(values, douts, d, received);
    int starts[ROWS], ends[ROWS];
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      starts[i] = first + y * ROWS + i - query;
      ends[i] = of.length - query;
      for (int j = 0; j < 2; j++) {
        const int position = query + x + SIDE * j, at = (y * ROWS + i) * SCORE_STRIDE + x + SIDE * j;
        const bool is_there = position < of.length;
        const float weight = expf(products[i][j] * scale - (is_there ? normaliser[row_at + position] : 0));
        weights[at] = weight;
        slopes[at] = weight * (received[i][j] - (is_there ? shares[row_at + position] : 0));
      }
    }
    __syncwarp();
    add_weighted(weights, douts, d, starts, ends, value_sums);
    add_weighted(slopes, queries, d, starts, ends, key_sums);
  }
  for (int i = 0; i < ROWS; i++) {
    const int position = first + y * ROWS + i;
    for (int c = 0; c < COLUMNS; c++) {
      const int column = column_of(x, c);
      if (position >= of.length || column >= d) continue;
      const int64_t at = q_at + position * q_stride + column;
      dv[at] = value_sums[i][c];
      dk[at] = key_sums[i][c] * scale;
    }
  }
}

/** out = Σ of the heads that share a key-value head, in their order: `[row][head][head_dim]` to `[row][kv_head][head_dim]`. */
KERNEL sum_heads_kernel(const float *parts, float *out, Heads of, int64_t size) {
  EACH(at, size) {
    const int64_t row = at / of.head_dim / of.kv_heads;
    const int kv_head = at / of.head_dim % of.kv_heads, column = at % of.head_dim;
    const int first = (kv_head * of.heads + of.kv_heads - 1) / of.kv_heads;
    const int end = ((kv_head + 1) * of.heads + of.kv_heads - 1) / of.kv_heads;
    float sum = 0;
    for (int head = first; head < end; head++) sum += parts[(row * of.heads + head) * of.head_dim + column];
    out[at] = sum;
  }
}

/** The kernels for heads of up to `most` numbers: rows of a thread so that a block's tiles fit into shared memory. */
#define ATTENTION_FOR(most, ROWS)                                                                                   \
  KERNEL attention_##most##_kernel(const float *q, const float *k, const float *v, float *out, float *normaliser,    \
                                   Heads of) {                                                                       \
    SHARED_ROOM(room);                                                                                               \
    attend<ROWS, most / SIDE>(q, k, v, out, normaliser, of, room);                                                   \
  }                                                                                                                  \
  KERNEL query_gradient_##most##_kernel(const float *q, const float *k, const float *v, const float *normaliser,     \
                                        const float *shares, const float *dout, float *dq, Heads of) {               \
    SHARED_ROOM(room);                                                                                               \
    query_gradient<ROWS, most / SIDE>(q, k, v, normaliser, shares, dout, dq, of, room);                              \
  }                                                                                                                  \
  KERNEL key_value_gradient_##most##_kernel(const float *q, const float *k, const float *v, const float *normaliser, \
                                            const float *shares, const float *dout, float *dk, float *dv,            \
                                            Heads of) {                                                              \
    SHARED_ROOM(room);                                                                                               \
    key_value_gradient<ROWS, most / SIDE>(q, k, v, normaliser, shares, dout, dk, dv, of, room);                      \
  }

ATTENTION_FOR(64, 4)
ATTENTION_FOR(128, 2)
ATTENTION_FOR(256, 1)
