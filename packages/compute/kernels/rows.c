#include "vector.h"

/** Index of the first id outside 0..bound, or −1. */
static int first_outside(const int32_t *ids, int count, int bound) {
  for (int i = 0; i < count; i++) {
    if (ids[i] < 0 || ids[i] >= bound) return i;
  }
  return -1;
}

/**
 * out[outer][i] = table[outer][ids[i]], runs of `width` numbers.
 * Gives the place of an id that is not in the table, or −1.
 */
EXPORTED(gather_rows)
int gather_rows(const float *table, const int32_t *ids, float *out, int outer, int table_rows,
                int count, int width) {
  const int wrong = first_outside(ids, count, table_rows);
  if (wrong >= 0) return wrong;
  for (int o = 0; o < outer; o++, table += table_rows * width) {
    for (int i = 0; i < count; i++, out += width) {
      __builtin_memcpy(out, table + ids[i] * width, (unsigned long)width * 4);
    }
  }
  return -1;
}

/** out[ids[i]] += rows[i], from 0. Ids outside the table are left out, as TensorFlow has it. */
EXPORTED(add_rows)
void add_rows(const float *rows, const int32_t *ids, float *out, int out_rows, int count, int width) {
  __builtin_memset(out, 0, (unsigned long)out_rows * (unsigned long)width * 4);
  for (int i = 0; i < count; i++, rows += width) {
    if (ids[i] < 0 || ids[i] >= out_rows) continue;
    float *to = out + ids[i] * width;
    EACH_VECTOR(j, width, left) {
      store_first(to + j, load_first(to + j, left) + load_first(rows + j, left), left);
    }
  }
}

/** out[outer][inner] = Σ over the middle axis of x[outer][middle][inner]. */
EXPORTED(sum_axis)
void sum_axis(const float *x, float *out, int outer, int middle, int inner) {
  if (inner == 1) {
    for (int o = 0; o < outer; o++, x += middle) {
      vec sum = splat(0);
      EACH_VECTOR(i, middle, left) sum += load_first(x + i, left);
      out[o] = sum_of(sum);
    }
    return;
  }
  for (int o = 0; o < outer; o++, out += inner) {
    __builtin_memset(out, 0, (unsigned long)inner * 4);
    for (int m = 0; m < middle; m++, x += inner) {
      EACH_VECTOR(i, inner, left) {
        store_first(out + i, load_first(out + i, left) + load_first(x + i, left), left);
      }
    }
  }
}
