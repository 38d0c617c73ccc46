#include "matmul.h"
#include "shared-kernels.h"

/**
 * What the heads of a layer hear, for rows of any sequences at any positions, all of whose earlier positions are in the
 * cache or among the rows: out = attention(rope(n · query), rope(n · key), n · value) with n = norm(hidden).
 * hidden is `[row][dim]`, out is `[row][head][head_dim]`, projections are packed `[in][out]` matrices; tables is
 * `[sequence][table_width]`. The workspace holds rows · (1 + dim + 2 · kv_heads · head_dim) numbers, and scores of table_width pages.
 */
EXPORTED(cached_heads)
void cached_heads(const float *hidden, const float *norm, const float *query, const float *key,
                  const float *value, float *keys, float *values, const int32_t *positions,
                  const int32_t *sequences, const int32_t *tables, float *out, float *workspace, int rows,
                  int dim, int heads, int kv_heads, int head_dim, int table_width, float epsilon,
                  const float *cosines, const float *sines, float *scratch) {
  const paged_rows of = {keys, values, positions, sequences, tables, table_width, rows, heads, kv_heads, head_dim};
  const int q_width = heads * head_dim, kv_width = kv_heads * head_dim, half = head_dim / 2;
  float *inverse = workspace, *normed = inverse + rows, *k = normed + rows * dim, *v = k + rows * kv_width;
  float *scores = v + rows * kv_width;
  const matrix n = {normed, dim, 0};
  rms_norm(hidden, norm, normed, inverse, rows, dim, epsilon);
  multiply_panels(n, query, dim, out, q_width, rows, q_width, dim, 1, 0, scratch);
  multiply_panels(n, key, dim, k, kv_width, rows, kv_width, dim, 1, 0, scratch);
  multiply_panels(n, value, dim, v, kv_width, rows, kv_width, dim, 1, 0, scratch);
  rotary_embedding(out, out, cosines, sines, positions, rows, rows, heads, half, 1);
  rotary_embedding(k, k, cosines, sines, positions, rows, rows, kv_heads, half, 1);
  paged_write(of, k, v);
  paged_attention(of, out, out, scores);
}
