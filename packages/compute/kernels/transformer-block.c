#include "matmul.h"
#include "shared-kernels.h"

/**
 * One layer of a decoder of the Llama family over rows of any sequences at any positions, all of whose earlier
 * positions are in the cache or among the rows: out = a + SwiGLU(norm(a)), a = hidden + attention(norm(hidden)).
 * hidden and out are `[row][dim]`, projections `[in][out]`; tables is `[sequence][table_width]`.
 * The workspace holds rows · (1 + dim + max((heads + 2 · kv_heads) · head_dim, 2 · hidden_dim)) numbers, and scores of
 * table_width pages.
 */
EXPORTED(transformer_block)
void transformer_block(const float *hidden, const float *attention_norm, const float *query,
                       const float *key, const float *value, const float *attention_output,
                       const float *feed_forward_norm, const float *gate, const float *up,
                       const float *down, float *keys, float *values, const int32_t *positions,
                       const int32_t *sequences, const int32_t *tables, float *out, float *workspace,
                       int rows, int dim, int heads, int kv_heads, int head_dim, int hidden_dim,
                       int table_width, float epsilon, const float *cosines, const float *sines,
                       float *scratch) {
  const paged_rows of = {keys, values, positions, sequences, tables, table_width, rows, heads, kv_heads, head_dim};
  const int q_width = heads * head_dim, kv_width = kv_heads * head_dim, half = head_dim / 2;
  float *inverse = workspace, *normed = inverse + rows, *projected = normed + rows * dim;
  float *q = projected, *k = q + rows * q_width, *v = k + rows * kv_width;
  float *gated = projected, *upper = gated + rows * hidden_dim;
  const int attention_width = q_width + 2 * kv_width, wide = 2 * hidden_dim;
  float *scores = projected + rows * (attention_width > wide ? attention_width : wide);
#define PROJECT(from, in, matrix_, to, out_, adds) \
  multiply((matrix){from, in, 0}, (matrix){matrix_, out_, 0}, to, out_, rows, out_, in, 1, adds, scratch)

  rms_norm(hidden, attention_norm, normed, inverse, rows, dim, epsilon);
  PROJECT(normed, dim, query, q, q_width, 0);
  PROJECT(normed, dim, key, k, kv_width, 0);
  PROJECT(normed, dim, value, v, kv_width, 0);
  rotary_embedding(q, q, cosines, sines, positions, rows, rows, heads, half, 1);
  rotary_embedding(k, k, cosines, sines, positions, rows, rows, kv_heads, half, 1);
  paged_write(of, k, v);
  paged_attention(of, q, q, scores);
  __builtin_memcpy(out, hidden, 4ul * (unsigned long)(rows * dim));
  PROJECT(q, q_width, attention_output, out, dim, 1);

  rms_norm(out, feed_forward_norm, normed, inverse, rows, dim, epsilon);
  PROJECT(normed, dim, gate, gated, hidden_dim, 0);
  PROJECT(normed, dim, up, upper, hidden_dim, 0);
  swi_glu(gated, upper, gated, rows * hidden_dim);
  PROJECT(gated, hidden_dim, down, out, dim, 1);
#undef PROJECT
}
