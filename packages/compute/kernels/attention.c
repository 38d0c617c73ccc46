#include "matmul.h"
#include "softmax.h"

/** Query rows that are worked on together; their scores are `[BLOCK][length]` of scratch. */
enum { BLOCK = 32 };

/** Floats of the keys of a head as panels of columns, `[head_dim][length]`; of its values for the backward pass. */
INLINE unsigned long across(int length, int head_dim) {
  return (unsigned long)whole_panels(length) * (unsigned long)head_dim;
}

/** Floats of the values of a head as panels of rows, `[length][head_dim]`; of its keys for the backward pass. */
INLINE unsigned long along(int length, int head_dim) {
  return (unsigned long)length * (unsigned long)whole_panels(head_dim);
}

/** Bytes of scratch memory that the kernels of this module need for sequences of `length`: never its square. */
EXPORTED(scratch_bytes)
unsigned long scratch_bytes(int length, int head_dim) {
  const unsigned long scores = 2ul * BLOCK * (unsigned long)length + BLOCK;
  return 4ul * (MULTIPLY_SCRATCH + scores + 2ul * across(length, head_dim) + along(length, head_dim));
}

typedef struct {
  int batch, length, heads, kv_heads, head_dim;
} sizes;

/** Scores of query rows `first`..`last` against keys 0..last, scaled: `[row][last]`; `keys` are across. */
static void score(const float *q, const float *keys, sizes of, int first, int last, float *scores,
                  float *scratch) {
  const int stride = of.heads * of.head_dim;
  multiply_panels((matrix){q + first * stride, stride, 0}, keys, of.head_dim, scores, last, last - first,
                  last, of.head_dim, 1 / __builtin_sqrtf((float)of.head_dim), 0, scratch);
}

/**
 * Causal grouped-query attention. q and out are `[batch][position][head][head_dim]`, k and v have kv_heads heads.
 * `normaliser` `[batch][head][position]` keeps log Σ e^score for the backward pass.
 */
EXPORTED(causal_attention)
void causal_attention(const float *q, const float *k, const float *v, float *out, float *normaliser,
                      int batch, int length, int heads, int kv_heads, int head_dim, float *scratch) {
  const sizes of = {batch, length, heads, kv_heads, head_dim};
  const int q_stride = heads * head_dim, kv_stride = kv_heads * head_dim;
  float *sums = scratch + MULTIPLY_SCRATCH, *scores = sums + BLOCK, *keys = scores + BLOCK * length;
  float *values = keys + across(length, head_dim);
  for (int b = 0; b < batch; b++) {
    for (int h = 0, packed = -1; h < heads; h++, normaliser += length) {
      const float *q_head = q + b * length * q_stride + h * head_dim;
      const int kv_head = h * kv_heads / heads, kv_at = b * length * kv_stride + kv_head * head_dim;
      float *out_head = out + b * length * q_stride + h * head_dim;
      if (kv_head != packed) {
        pack_panels((matrix){k + kv_at, kv_stride, 1}, head_dim, length, keys);
        pack_panels((matrix){v + kv_at, kv_stride, 0}, length, head_dim, values);
        packed = kv_head;
      }
      for (int first = 0; first < length; first += BLOCK) {
        const int last = smaller(first + BLOCK, length);
        score(q_head, keys, of, first, last, scores, scratch);
        float *row = scores;
        for (int t = first; t < last; t++, row += last) {
          const float largest = largest_of(row, t + 1);
          sums[t - first] = sum_of_exponentials(row, largest, t + 1, row);
          normaliser[t] = largest + logarithm(sums[t - first]);
          for (int i = t + 1; i < last; i++) row[i] = 0;
        }
        multiply_panels((matrix){scores, last, 0}, values, length, out_head + first * q_stride, q_stride,
                        last - first, head_dim, last, 1, 0, scratch);
        // Dividing here, not in the scores, touches head_dim numbers a row in place of its length.
        for (int t = first; t < last; t++) {
          float *mixed = out_head + t * q_stride;
          const vec share = splat(1 / sums[t - first]);
          EACH_VECTOR(i, head_dim, left) store_first(mixed + i, load_first(mixed + i, left) * share, left);
        }
      }
    }
  }
}

/**
 * Gradients of `causal_attention`; `out` is what it gave. With weights P and dP = dout · vᵀ:
 * dv = Pᵀ · dout; dS = P · (dP − rowsum(dout · out)); dq = dS · k / √head_dim; dk = dSᵀ · q / √head_dim.
 */
EXPORTED(causal_attention_gradient)
void causal_attention_gradient(const float *q, const float *k, const float *v, const float *out,
                               const float *normaliser, const float *dout, float *dq, float *dk,
                               float *dv, int batch, int length, int heads, int kv_heads,
                               int head_dim, float *scratch) {
  const sizes of = {batch, length, heads, kv_heads, head_dim};
  const int q_stride = heads * head_dim, kv_stride = kv_heads * head_dim;
  const float scale = 1 / __builtin_sqrtf((float)head_dim);
  float *weights = scratch + MULTIPLY_SCRATCH, *slopes = weights + BLOCK * length;
  float *keys_across = slopes + BLOCK * length, *values_across = keys_across + across(length, head_dim);
  float *keys_along = values_across + across(length, head_dim);
  const unsigned long kv_bytes = 4ul * (unsigned long)(batch * length * kv_stride);
  __builtin_memset(dk, 0, kv_bytes);
  __builtin_memset(dv, 0, kv_bytes);
  for (int b = 0; b < batch; b++) {
    for (int h = 0, packed = -1; h < heads; h++, normaliser += length) {
      const int q_at = b * length * q_stride + h * head_dim;
      const int kv_head = h * kv_heads / heads, kv_at = b * length * kv_stride + kv_head * head_dim;
      if (kv_head != packed) {
        pack_panels((matrix){k + kv_at, kv_stride, 1}, head_dim, length, keys_across);
        pack_panels((matrix){v + kv_at, kv_stride, 1}, head_dim, length, values_across);
        pack_panels((matrix){k + kv_at, kv_stride, 0}, length, head_dim, keys_along);
        packed = kv_head;
      }
      for (int first = 0; first < length; first += BLOCK) {
        const int last = smaller(first + BLOCK, length);
        const int rows = last - first;
        const int block_at = q_at + first * q_stride;
        const matrix dout_block = {dout + block_at, q_stride, 0};
        score(q + q_at, keys_across, of, first, last, weights, scratch);
        multiply_panels(dout_block, values_across, head_dim, slopes, last, rows, last, head_dim, 1, 0,
                        scratch);
        for (int t = first; t < last; t++) {
          float *weight = weights + (t - first) * last, *slope = slopes + (t - first) * last;
          const float *dy = dout + q_at + t * q_stride, *y = out + q_at + t * q_stride;
          vec products = splat(0);
          EACH_VECTOR(i, head_dim, left) {
            products += load_first(dy + i, left) * load_first(y + i, left);
          }
          const vec mean = splat(sum_of(products)), shift = splat(normaliser[t]);
          EACH_VECTOR(i, t + 1, left) {
            const vec p = exponential(load_first(weight + i, left) - shift);
            store_first(weight + i, p, left);
            store_first(slope + i, p * (load_first(slope + i, left) - mean), left);
          }
          for (int i = t + 1; i < last; i++) weight[i] = slope[i] = 0;
        }
        multiply((matrix){weights, last, 1}, dout_block, dv + kv_at, kv_stride, last, head_dim, rows,
                 1, 1, scratch);
        multiply_panels((matrix){slopes, last, 0}, keys_along, length, dq + block_at, q_stride, rows,
                        head_dim, last, scale, 0, scratch);
        multiply((matrix){slopes, last, 1}, (matrix){q + block_at, q_stride, 0}, dk + kv_at, kv_stride,
                 last, head_dim, rows, scale, 1, scratch);
      }
    }
  }
}
