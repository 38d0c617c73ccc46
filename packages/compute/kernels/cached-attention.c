#include "softmax.h"

/*
 * The cache keeps keys as `[batch][kv_head][head_dim][capacity]`, so that the scores of neighbouring positions are
 * one vector, and values as `[batch][kv_head][capacity][head_dim]`. `capacity` is a multiple of STRIDE.
 */
enum { STRIDE = 4 * LANES };

/** Writes `[batch][position][kv_head][head_dim]` keys and values to positions[batch]... of the cache. */
EXPORTED(cache_write)
void cache_write(const float *k, const float *v, float *keys, float *values, const int32_t *starts,
                 int batch, int length, int kv_heads, int head_dim, int capacity) {
  const int block = capacity * head_dim;
  for (int b = 0; b < batch; b++) {
    for (int t = 0; t < length; t++) {
      const int position = starts[b] + t;
      for (int h = 0; h < kv_heads; h++, k += head_dim, v += head_dim) {
        float *key = keys + (b * kv_heads + h) * block + position;
        float *value = values + (b * kv_heads + h) * block + position * head_dim;
        for (int i = 0; i < head_dim; i++) {
          key[i * capacity] = k[i];
          value[i] = v[i];
        }
      }
    }
  }
}

/** Attention of one query a row, `[batch][head][head_dim]`, over positions 0..positions[batch]. */
EXPORTED(cached_attention)
void cached_attention(const float *q, const float *keys, const float *values, float *out,
                      const int32_t *positions, int batch, int heads, int kv_heads, int head_dim,
                      int capacity, float *scratch) {
  const int block = capacity * head_dim;
  const float scale = 1 / __builtin_sqrtf((float)head_dim);
  for (int b = 0; b < batch; b++) {
    const int length = positions[b] + 1;
    for (int h = 0; h < heads; h++, q += head_dim, out += head_dim) {
      const int kv_at = (b * kv_heads + h * kv_heads / heads) * block;
      for (int first = 0; first < length; first += STRIDE) {
        const float *key = keys + kv_at + first;
        vec s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
        for (int i = 0; i < head_dim; i++, key += capacity) {
          const vec x = splat(q[i]);
          s0 += x * load(key);
          s1 += x * load(key + LANES);
          s2 += x * load(key + 2 * LANES);
          s3 += x * load(key + 3 * LANES);
        }
        store(scratch + first, s0 * splat(scale));
        store(scratch + first + LANES, s1 * splat(scale));
        store(scratch + first + 2 * LANES, s2 * splat(scale));
        store(scratch + first + 3 * LANES, s3 * splat(scale));
      }
      const float largest = largest_of(scratch, length);
      const float share = 1 / sum_of_exponentials(scratch, largest, length, scratch);
      const float *value = values + kv_at;
      EACH_VECTOR(i, head_dim, left) {
        vec even = splat(0), odd = splat(0);
        int t = 0;
        for (; t + 2 <= length; t += 2) {
          even += splat(scratch[t]) * load_first(value + t * head_dim + i, left);
          odd += splat(scratch[t + 1]) * load_first(value + (t + 1) * head_dim + i, left);
        }
        if (t < length) even += splat(scratch[t]) * load_first(value + t * head_dim + i, left);
        store_first(out + i, (even + odd) * splat(share), left);
      }
    }
  }
}
