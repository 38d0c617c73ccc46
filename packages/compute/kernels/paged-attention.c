#include "shared-kernels.h"
#include "softmax.h"

/*
 * The cache is pages of PAGE positions in any order: position p of sequence s is number p % PAGE of page
 * tables[s][p / PAGE]. Keys are `[page][kv_head][head_dim][PAGE]`, so that the scores of neighbouring positions are one
 * vector; values are `[page][kv_head][PAGE][head_dim]`.
 *
 * What a row hears depends on its query and on the positions before it, to the last bit: not on the other rows, and not
 * on whether its pages were written for it or for another sequence that begins alike.
 */
enum { PAGE = 16, VECTORS = PAGE / LANES, WAYS = 4 / VECTORS };

/** Writes the keys and values of rows, `[row][kv_head][head_dim]`, each at its own position. */
SHARED void paged_write(paged_rows of, const float *k, const float *v) {
  const long block = PAGE * of.head_dim;
  for (int row = 0; row < of.rows; row++) {
    const int position = of.positions[row], at = position % PAGE;
    const long page = of.tables[of.sequences[row] * of.table_width + position / PAGE];
    for (int h = 0; h < of.kv_heads; h++, k += of.head_dim, v += of.head_dim) {
      float *key = of.keys + (page * of.kv_heads + h) * block + at;
      float *value = of.values + (page * of.kv_heads + h) * block + at * of.head_dim;
      for (int i = 0; i < of.head_dim; i++) {
        key[i * PAGE] = k[i];
        value[i] = v[i];
      }
    }
  }
}

/** Scores of a query against the keys of a page. Four sums at a time: one alone would wait for itself. */
INLINE void score_page(const float *q, const float *key, int head_dim, float scale, float *scores) {
#define PART(n) s##n += splat(q[i + n / VECTORS]) * load(key + n / VECTORS * PAGE + n % VECTORS * LANES)
  vec s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
  int i = 0;
  for (; i + WAYS <= head_dim; i += WAYS, key += WAYS * PAGE) {
    PART(0);
    PART(1);
    PART(2);
    PART(3);
  }
#undef PART
  for (; i < head_dim; i++, key += PAGE) {
    s0 += splat(q[i]) * load(key);
    if (VECTORS == 2) s1 += splat(q[i]) * load(key + LANES);
  }
  const vec by = splat(scale);
  if (VECTORS == 1) {
    store(scores, ((s0 + s1) + (s2 + s3)) * by);
  } else if (VECTORS == 2) {
    store(scores, (s0 + s2) * by);
    store(scores + LANES, (s1 + s3) * by);
  } else {
    store(scores, s0 * by);
    store(scores + LANES, s1 * by);
    store(scores + 2 * LANES, s2 * by);
    store(scores + 3 * LANES, s3 * by);
  }
}

/**
 * Attention of one query a row, `[row][head][head_dim]`, over positions 0..positions[row] of its sequence; `out` may be
 * `q`. `scores` has room for `table_width` pages.
 */
SHARED void paged_attention(paged_rows of, const float *q, float *out, float *scores) {
  const int head_dim = of.head_dim;
  const long block = PAGE * head_dim, page_size = of.kv_heads * block;
  const float scale = 1 / __builtin_sqrtf((float)head_dim);
  for (int row = 0; row < of.rows; row++) {
    const int length = of.positions[row] + 1;
    const int32_t *pages = of.tables + of.sequences[row] * of.table_width;
    for (int h = 0; h < of.heads; h++, q += head_dim, out += head_dim) {
      const long kv_at = h * of.kv_heads / of.heads * block;
      for (int first = 0; first < length; first += PAGE) {
        score_page(q, of.keys + pages[first / PAGE] * page_size + kv_at, head_dim, scale, scores + first);
      }
      const float largest = largest_of(scores, length);
      const float share = 1 / sum_of_exponentials(scores, largest, length, scores);
      EACH_VECTOR(i, head_dim, left) {
        vec a = splat(0), b = splat(0), c = splat(0), d = splat(0);
        for (int first = 0; first < length; first += PAGE) {
          const float *value = of.values + pages[first / PAGE] * page_size + kv_at + i;
          const float *weight = scores + first;
          const int count = length - first < PAGE ? length - first : PAGE;
          int t = 0;
          for (; t + 4 <= count; t += 4, value += 4 * head_dim) {
            a += splat(weight[t]) * load_first(value, left);
            b += splat(weight[t + 1]) * load_first(value + head_dim, left);
            c += splat(weight[t + 2]) * load_first(value + 2 * head_dim, left);
            d += splat(weight[t + 3]) * load_first(value + 3 * head_dim, left);
          }
          for (; t < count; t++, value += head_dim) a += splat(weight[t]) * load_first(value, left);
        }
        store_first(out + i, ((a + b) + (c + d)) * splat(share), left);
      }
    }
  }
}
