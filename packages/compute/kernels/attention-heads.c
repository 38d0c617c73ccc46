#include "matmul.h"
#include "shared-kernels.h"

/*
 * What the heads of a layer hear, sequence by sequence: a sequence's rows stay in the cache from the norm to the last
 * head. Projections are `[in][out]` and become panels once for all sequences.
 */

/**
 * out = attention(rope(n · query), rope(n · key), n · value) with n = norm(hidden). hidden is `[batch][position][dim]`,
 * out and q are `[batch][position][head][head_dim]`, k and v have kv_heads heads. q, k, v, inverse and normaliser are for
 * the backward pass; `positions` are 0, 1, … for one sequence.
 */
EXPORTED(attention_heads)
void attention_heads(const float *hidden, const float *norm, const float *query, const float *key,
                     const float *value, float *out, float *q, float *k, float *v, float *inverse,
                     float *normaliser, float *workspace, int batch, int length, int dim, int heads,
                     int kv_heads, int head_dim, float epsilon, const float *cosines, const float *sines,
                     const int32_t *positions, float *scratch) {
  const int q_width = heads * head_dim, kv_width = kv_heads * head_dim, half = head_dim / 2;
  float *query_panels = workspace, *key_panels = query_panels + dim * whole_panels(q_width);
  float *value_panels = key_panels + dim * whole_panels(kv_width);
  float *normed = value_panels + dim * whole_panels(kv_width);
  pack_panels((matrix){query, q_width, 0}, dim, q_width, query_panels);
  pack_panels((matrix){key, kv_width, 0}, dim, kv_width, key_panels);
  pack_panels((matrix){value, kv_width, 0}, dim, kv_width, value_panels);
  for (int b = 0; b < batch; b++) {
    rms_norm(hidden, norm, normed, inverse, length, dim, epsilon);
    const matrix n = {normed, dim, 0};
    multiply_panels(n, query_panels, dim, q, q_width, length, q_width, dim, 1, 0, scratch);
    multiply_panels(n, key_panels, dim, k, kv_width, length, kv_width, dim, 1, 0, scratch);
    multiply_panels(n, value_panels, dim, v, kv_width, length, kv_width, dim, 1, 0, scratch);
    rotary_embedding(q, q, cosines, sines, positions, length, length, heads, half, 1);
    rotary_embedding(k, k, cosines, sines, positions, length, length, kv_heads, half, 1);
    causal_attention(q, k, v, out, normaliser, 1, length, heads, kv_heads, head_dim, scratch);
    hidden += length * dim;
    out += length * q_width;
    q += length * q_width;
    k += length * kv_width;
    v += length * kv_width;
    inverse += length;
    normaliser += heads * length;
  }
}

/** Gradients of `attention_heads`; `out`, q, k, v, inverse and normaliser are what it gave. */
EXPORTED(attention_heads_gradient)
void attention_heads_gradient(const float *hidden, const float *norm, const float *query, const float *key,
                              const float *value, const float *out, const float *q, const float *k,
                              const float *v, const float *inverse, const float *normaliser,
                              const float *dout, float *dhidden, float *dnorm, float *dquery, float *dkey,
                              float *dvalue, float *workspace, int batch, int length, int dim, int heads,
                              int kv_heads, int head_dim, const float *cosines, const float *sines,
                              const int32_t *positions, float *scratch) {
  const int q_width = heads * head_dim, kv_width = kv_heads * head_dim, half = head_dim / 2;
  const int dim_panels = whole_panels(dim);
  float *query_panels = workspace, *key_panels = query_panels + q_width * dim_panels;
  float *value_panels = key_panels + kv_width * dim_panels, *normed = value_panels + kv_width * dim_panels;
  float *dnormed = normed + length * dim, *dq = dnormed + length * dim, *dk = dq + length * q_width;
  float *dv = dk + length * kv_width, *gain = dv + length * kv_width;
  pack_panels((matrix){query, q_width, 1}, q_width, dim, query_panels);
  pack_panels((matrix){key, kv_width, 1}, kv_width, dim, key_panels);
  pack_panels((matrix){value, kv_width, 1}, kv_width, dim, value_panels);
  __builtin_memset(dnorm, 0, 4ul * (unsigned long)dim);
  __builtin_memset(dquery, 0, 4ul * (unsigned long)(dim * q_width));
  __builtin_memset(dkey, 0, 4ul * (unsigned long)(dim * kv_width));
  __builtin_memset(dvalue, 0, 4ul * (unsigned long)(dim * kv_width));
  for (int b = 0; b < batch; b++) {
    causal_attention_gradient(q, k, v, out, normaliser, dout, dq, dk, dv, 1, length, heads, kv_heads, head_dim,
                              scratch);
    rotary_embedding(dq, dq, cosines, sines, positions, length, length, heads, half, -1);
    rotary_embedding(dk, dk, cosines, sines, positions, length, length, kv_heads, half, -1);
    normalise(hidden, norm, inverse, normed, length, dim);
    const matrix turned = {normed, dim, 1};
    multiply(turned, (matrix){dq, q_width, 0}, dquery, q_width, dim, q_width, length, 1, 1, scratch);
    multiply(turned, (matrix){dk, kv_width, 0}, dkey, kv_width, dim, kv_width, length, 1, 1, scratch);
    multiply(turned, (matrix){dv, kv_width, 0}, dvalue, kv_width, dim, kv_width, length, 1, 1, scratch);
    multiply_panels((matrix){dq, q_width, 0}, query_panels, q_width, dnormed, dim, length, dim, q_width, 1, 0,
                    scratch);
    multiply_panels((matrix){dk, kv_width, 0}, key_panels, kv_width, dnormed, dim, length, dim, kv_width, 1, 1,
                    scratch);
    multiply_panels((matrix){dv, kv_width, 0}, value_panels, kv_width, dnormed, dim, length, dim, kv_width, 1,
                    1, scratch);
    rms_norm_gradient(hidden, norm, inverse, dnormed, dhidden, gain, length, dim);
    add_to(dnorm, gain, dim);
    hidden += length * dim;
    dhidden += length * dim;
    out += length * q_width;
    dout += length * q_width;
    q += length * q_width;
    k += length * kv_width;
    v += length * kv_width;
    inverse += length;
    normaliser += heads * length;
  }
}
