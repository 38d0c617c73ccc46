/* Attention, over whole sequences and to the cache. */
#include "calls.h"
#include "launch.h"
#include "memory.h"
#include "products.h"

namespace calls {
namespace {

constexpr const char *TOO_WIDE = "the attention of the card knows heads of up to 256 numbers";

/** Rows of a tile, and floats of shared memory that its block needs, with so many further tiles and score matrices. */
struct Tiles {
  int rows;
  int64_t floats(int own, int others, int scores, int head_dim) const {
    return (int64_t)(own * rows + others * OTHERS) * (head_dim + 4) + (int64_t)scores * rows * SCORE_STRIDE;
  }
};

Tiles tiles_for(int head_dim) {
  if (head_dim > 256) throw DeviceError{"DEVICE_FAILED", TOO_WIDE};
  return {SIDE * (head_dim <= 64 ? 4 : head_dim <= 128 ? 2 : 1)};
}

/** The queries of rows, in `out`; their keys and values go to their pages. */
void project(const float *hidden, const float *norm, const float *query, const float *key, const float *value,
             float *keys, float *values, float *out, Pages of, int rows, int dim, float epsilon, const float *cosines,
             const float *sines) {
  const int q_width = of.heads * of.head_dim, kv_width = of.kv_heads * of.head_dim, half = of.head_dim / 2;
  if (dim <= NARROW_DIM && q_width <= NARROW_DIM) {
    LAUNCH(narrow_heads_kernel)
    ({parts_of(rows, NARROW_ROWS)}, THREADS / 2, NARROW_ROWS * (dim + q_width + 2 * kv_width), hidden, norm, query,
     key, value, keys, values, out, cosines, sines, of, rows, dim, epsilon);
    return;
  }
  const int64_t size = (int64_t)rows * kv_width;
  const memory::Room<float> inverse(rows), normed((int64_t)rows * dim), k(size), v(size);
  rms_norm(hidden, norm, normed, inverse, rows, dim, epsilon);
  products::multiply({normed, query, out, rows, q_width, dim});
  products::multiply({normed, key, k, rows, kv_width, dim});
  products::multiply({normed, value, v, rows, kv_width, dim});
  rotary_embedding(out, out, cosines, sines, of.positions, rows, rows, of.heads, half, 1);
  rotary_embedding(k, k, cosines, sines, of.positions, rows, rows, of.kv_heads, half, 1);
  LAUNCH(paged_write_kernel)(blocks_for(size), THREADS, 0, k, v, keys, values, of, size);
}

/** Starts the kernel among these that is made for the heads' width. */
#define LAUNCH_FOR(head_dim, name)                   \
  (head_dim <= 64 ? LAUNCH(name##_64_kernel)         \
                  : head_dim <= 128 ? LAUNCH(name##_128_kernel) : LAUNCH(name##_256_kernel))

}  // namespace

void causal_attention(const float *q, const float *k, const float *v, float *out, float *normaliser, int batch,
                      int length, int heads, int kv_heads, int head_dim, float *) {
  const Heads of = {length, heads, kv_heads, head_dim};
  const Tiles tiles = tiles_for(head_dim);
  LAUNCH_FOR(head_dim, attention)
  ({parts_of(length, tiles.rows), (unsigned)heads, (unsigned)batch}, ATTENTION_THREADS,
   tiles.floats(1, 2, 1, head_dim), q, k, v, out, normaliser, of);
}

void causal_attention_gradient(const float *q, const float *k, const float *v, const float *out,
                               const float *normaliser, const float *dout, float *dq, float *dk, float *dv, int batch,
                               int length, int heads, int kv_heads, int head_dim, float *) {
  const Heads of = {length, heads, kv_heads, head_dim};
  const Tiles tiles = tiles_for(head_dim);
  const unsigned parts = parts_of(length, tiles.rows);
  const int64_t rows = (int64_t)batch * length * heads;
  const memory::Room<float> shares(rows);
  LAUNCH(attention_shares_kernel)({parts_of(rows, THREADS / WARP)}, THREADS, 0, dout, out, shares, of, rows);
  LAUNCH_FOR(head_dim, query_gradient)
  ({parts, (unsigned)heads, (unsigned)batch}, ATTENTION_THREADS, tiles.floats(2, 2, 1, head_dim), q, k, v, normaliser,
   shares, dout, dq, of);
  const auto key_value_gradient = [&](float *key_parts, float *value_parts) {
    LAUNCH_FOR(head_dim, key_value_gradient)
    ({parts, (unsigned)heads, (unsigned)batch}, ATTENTION_THREADS, tiles.floats(2, 2, 2, head_dim), q, k, v,
     normaliser, shares, dout, key_parts, value_parts, of);
  };
  if (heads == kv_heads) return key_value_gradient(dk, dv);
  const memory::Room<float> key_parts(rows * head_dim), value_parts(rows * head_dim);
  key_value_gradient(key_parts, value_parts);
  const int64_t size = (int64_t)batch * length * kv_heads * head_dim;
  LAUNCH(sum_heads_kernel)(blocks_for(size), THREADS, 0, key_parts, dk, of, size);
  LAUNCH(sum_heads_kernel)(blocks_for(size), THREADS, 0, value_parts, dv, of, size);
}

void cached_heads(const float *hidden, const float *norm, const float *query, const float *key, const float *value,
                  float *keys, float *values, const int32_t *positions, const int32_t *sequences,
                  const int32_t *tables, float *out, float *, int rows, int dim, int heads, int kv_heads, int head_dim,
                  int table_width, float epsilon, const float *cosines, const float *sines, float *) {
  const Pages of = {positions, sequences, tables, table_width, heads, kv_heads, head_dim};
  project(hidden, norm, query, key, value, keys, values, out, of, rows, dim, epsilon, cosines, sines);
  const unsigned threads = THREADS / 2;
  LAUNCH(paged_attention_kernel)
  ({(unsigned)rows, (unsigned)heads}, threads, (int64_t)table_width * PAGE + head_dim + threads, out, keys, values,
   out, of);
}

}  // namespace calls
