/* The two halves of a layer of the Llama family over whole sequences, forward and back. */
#include "calls.h"
#include "launch.h"
#include "memory.h"
#include "products.h"

namespace calls {

using memory::Room;

void matmul(const float *a, const float *b, float *c, int count, int a_step, int b_step, int m, int n, int k,
            int transpose_a, int transpose_b, float *) {
  products::multiply({a, b, c, m, n, k, transpose_a != 0, transpose_b != 0, 1, 0, count, a_step, b_step});
}

void attention_heads(const float *hidden, const float *norm, const float *query, const float *key, const float *value,
                     float *out, float *q, float *k, float *v, float *inverse, float *normaliser, float *, int batch,
                     int length, int dim, int heads, int kv_heads, int head_dim, float epsilon, const float *cosines,
                     const float *sines, const int32_t *positions, float *scratch) {
  const int rows = batch * length, q_width = heads * head_dim, kv_width = kv_heads * head_dim, half = head_dim / 2;
  const Room<float> normed((int64_t)rows * dim);
  rms_norm(hidden, norm, normed, inverse, rows, dim, epsilon);
  products::multiply({normed, query, q, rows, q_width, dim});
  products::multiply({normed, key, k, rows, kv_width, dim});
  products::multiply({normed, value, v, rows, kv_width, dim});
  rotary_embedding(q, q, cosines, sines, positions, length, rows, heads, half, 1);
  rotary_embedding(k, k, cosines, sines, positions, length, rows, kv_heads, half, 1);
  causal_attention(q, k, v, out, normaliser, batch, length, heads, kv_heads, head_dim, scratch);
}

void attention_heads_gradient(const float *hidden, const float *norm, const float *query, const float *key,
                              const float *value, const float *out, const float *q, const float *k, const float *v,
                              const float *inverse, const float *normaliser, const float *dout, float *dhidden,
                              float *dnorm, float *dquery, float *dkey, float *dvalue, float *, int batch, int length,
                              int dim, int heads, int kv_heads, int head_dim, const float *cosines,
                              const float *sines, const int32_t *positions, float *scratch) {
  const int rows = batch * length, q_width = heads * head_dim, kv_width = kv_heads * head_dim, half = head_dim / 2;
  const int64_t size = (int64_t)rows * dim;
  const Room<float> dq((int64_t)rows * q_width), dk((int64_t)rows * kv_width), dv((int64_t)rows * kv_width);
  const Room<float> normed(size), dnormed(size);
  causal_attention_gradient(q, k, v, out, normaliser, dout, dq, dk, dv, batch, length, heads, kv_heads, head_dim,
                            scratch);
  rotary_embedding(dq, dq, cosines, sines, positions, length, rows, heads, half, -1);
  rotary_embedding(dk, dk, cosines, sines, positions, length, rows, kv_heads, half, -1);
  LAUNCH(normalise_kernel)(blocks_for(size), THREADS, 0, hidden, norm, inverse, normed, dim, size);
  products::multiply({normed, dq, dquery, dim, q_width, rows, true});
  products::multiply({normed, dk, dkey, dim, kv_width, rows, true});
  products::multiply({normed, dv, dvalue, dim, kv_width, rows, true});
  products::multiply({dq, query, dnormed, rows, dim, q_width, false, true});
  products::multiply({dk, key, dnormed, rows, dim, kv_width, false, true, 1, 1});
  products::multiply({dv, value, dnormed, rows, dim, kv_width, false, true, 1, 1});
  rms_norm_gradient(hidden, norm, inverse, dnormed, dhidden, dnorm, rows, dim);
}

void block_output(const float *hidden, const float *heard, const float *attention_output, const float *norm,
                  const float *gate, const float *up, const float *down, float *out, float *attended, float *inverse,
                  float *gates, float *ups, float *, int rows, int dim, int heard_width, int hidden_dim, int packed,
                  float epsilon, float *) {
  // Whoever samples asks for no gradient, and so for nothing but the output.
  if (packed != 0 && dim <= NARROW_DIM && heard_width <= NARROW_DIM && hidden_dim <= NARROW_HIDDEN) {
    LAUNCH(narrow_output_kernel)
    ({parts_of(rows, NARROW_ROWS)}, THREADS / 2, NARROW_ROWS * (heard_width + 2 * dim + hidden_dim), hidden, heard,
     attention_output, norm, gate, up, down, out, rows, dim, heard_width, hidden_dim, epsilon);
    return;
  }
  const int64_t size = (int64_t)rows * dim, wide = (int64_t)rows * hidden_dim;
  const Room<float> normed(size), gated(wide);
  device::copy(attended, hidden, (size_t)size * sizeof(float));
  products::multiply({heard, attention_output, attended, rows, dim, heard_width, false, false, 1, 1});
  rms_norm(attended, norm, normed, inverse, rows, dim, epsilon);
  products::multiply({normed, gate, gates, rows, hidden_dim, dim});
  products::multiply({normed, up, ups, rows, hidden_dim, dim});
  LAUNCH(swi_glu_kernel)(blocks_for(wide), THREADS, 0, gates, ups, gated, wide);
  device::copy(out, attended, (size_t)size * sizeof(float));
  products::multiply({gated, down, out, rows, dim, hidden_dim, false, false, 1, 1});
}

void block_output_gradient(const float *heard, const float *attention_output, const float *norm, const float *gate,
                           const float *up, const float *down, const float *attended, const float *inverse,
                           const float *gates, const float *ups, const float *dout, float *dhidden, float *dheard,
                           float *dattention_output, float *dnorm, float *dgate, float *dup, float *ddown, float *,
                           int rows, int dim, int heard_width, int hidden_dim, float *) {
  const int64_t size = (int64_t)rows * dim, wide = (int64_t)rows * hidden_dim;
  const Room<float> gated(wide), dgated(wide), dg(wide), du(wide), normed(size), dnormed(size);
  LAUNCH(swi_glu_kernel)(blocks_for(wide), THREADS, 0, gates, ups, gated, wide);
  products::multiply({gated, dout, ddown, hidden_dim, dim, rows, true});
  products::multiply({dout, down, dgated, rows, hidden_dim, dim, false, true});
  LAUNCH(swi_glu_gradient_kernel)(blocks_for(wide), THREADS, 0, gates, ups, dgated, dg, du, wide);
  LAUNCH(normalise_kernel)(blocks_for(size), THREADS, 0, attended, norm, inverse, normed, dim, size);
  products::multiply({normed, dg, dgate, dim, hidden_dim, rows, true});
  products::multiply({normed, du, dup, dim, hidden_dim, rows, true});
  products::multiply({dg, gate, dnormed, rows, dim, hidden_dim, false, true});
  products::multiply({du, up, dnormed, rows, dim, hidden_dim, false, true, 1, 1});
  // The way around the feed-forward part adds its gradient.
  LAUNCH(rms_norm_gradient_kernel)
  ({(unsigned)rows}, threads_for(dim), 0, attended, norm, inverse, dnormed, dout, dhidden, dim);
  gain_gradient(attended, inverse, dnormed, dnorm, rows, dim);
  products::multiply({heard, dhidden, dattention_output, heard_width, dim, rows, true});
  products::multiply({dhidden, attention_output, dheard, rows, heard_width, dim, false, true});
}

}  // namespace calls
