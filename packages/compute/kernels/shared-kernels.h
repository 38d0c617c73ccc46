#pragma once
#include "vector.h"

/* Kernels that `transformer_block` is made of; each is described where it is written. */

SHARED void rms_norm(const float *x, const float *gain, float *out, float *inverse, int rows, int dim,
                     float epsilon);

SHARED void rotary_embedding(const float *x, float *out, const float *cosines, const float *sines,
                             const int32_t *positions, int period, int rows, int heads, int half,
                             float direction);

SHARED void swi_glu(const float *gate, const float *up, float *out, int size);

/** Pages of the key-value cache, and which of them hold the positions of which row. */
typedef struct {
  float *keys, *values;
  const int32_t *positions, *sequences, *tables;
  int table_width, rows, heads, kv_heads, head_dim;
} paged_rows;

SHARED void paged_write(paged_rows of, const float *k, const float *v);

SHARED void paged_attention(paged_rows of, const float *q, float *out, float *scores);
