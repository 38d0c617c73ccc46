#pragma once
#include "vector.h"

/* Kernels that other kernels are made of; each is described where it is written. */

/** x += y */
INLINE void add_to(float *x, const float *y, int size) {
  EACH_VECTOR(i, size, left) store_first(x + i, load_first(x + i, left) + load_first(y + i, left), left);
}

/** out = x · inverse · gain, row by row. */
SHARED void normalise(const float *x, const float *gain, const float *inverse, float *out, int rows, int dim);

SHARED void rms_norm(const float *x, const float *gain, float *out, float *inverse, int rows, int dim,
                     float epsilon);

SHARED void rms_norm_gradient(const float *x, const float *gain, const float *inverse, const float *dy,
                              float *dx, float *dgain, int rows, int dim);

SHARED void rotary_embedding(const float *x, float *out, const float *cosines, const float *sines,
                             const int32_t *positions, int period, int rows, int heads, int half,
                             float direction);

SHARED void swi_glu(const float *gate, const float *up, float *out, int size);

SHARED void swi_glu_gradient(const float *gate, const float *up, const float *dy, float *dgate, float *dup,
                             int size);

SHARED void causal_attention(const float *q, const float *k, const float *v, float *out, float *normaliser,
                             int batch, int length, int heads, int kv_heads, int head_dim, float *scratch);

SHARED void causal_attention_gradient(const float *q, const float *k, const float *v, const float *out,
                                      const float *normaliser, const float *dout, float *dq, float *dk,
                                      float *dv, int batch, int length, int heads, int kv_heads,
                                      int head_dim, float *scratch);

/** Pages of the key-value cache, and which of them hold the positions of which row. */
typedef struct {
  float *keys, *values;
  const int32_t *positions, *sequences, *tables;
  int table_width, rows, heads, kv_heads, head_dim;
} paged_rows;

SHARED void paged_write(paged_rows of, const float *k, const float *v);

SHARED void paged_attention(paged_rows of, const float *q, float *out, float *scores);

SHARED int gather_rows(const float *table, const int32_t *ids, float *out, int outer, int table_rows, int count,
                       int width);

SHARED void cached_heads(const float *hidden, const float *norm, const float *query, const float *key,
                         const float *value, float *keys, float *values, const int32_t *positions,
                         const int32_t *sequences, const int32_t *tables, float *out, float *workspace, int rows,
                         int dim, int heads, int kv_heads, int head_dim, int table_width, float epsilon,
                         const float *cosines, const float *sines, float *scratch);

SHARED void block_output(const float *hidden, const float *heard, const float *attention_output, const float *norm,
                         const float *gate, const float *up, const float *down, float *out, float *attended,
                         float *inverse, float *gates, float *ups, float *workspace, int rows, int dim,
                         int heard_width, int hidden_dim, int packed, float epsilon, float *scratch);

SHARED void matmul(const float *a, const float *b, float *c, int count, int a_step, int b_step, int m, int n, int k,
                   int transpose_a, int transpose_b, float *scratch);

SHARED int next_tokens(const float *logits, const int32_t *draws, const float *temperatures, float *chosen,
                       float *weights, int rows, int vocabulary);
