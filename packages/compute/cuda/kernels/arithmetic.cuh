#pragma once
#include "device.h"

enum Pairing { ADD, SUBTRACT, PRODUCT, DIVIDE };

/**
 * out[i] = a ∘ b, number by number. A side that is shorter is spread: its number for i is (i / step) % size of it, which
 * covers a scalar, a row that every row gets, and a column that every column gets.
 */
KERNEL arithmetic_kernel(const float *a, const float *b, float *out, int pairing, int size, int a_step, int a_size,
                         int b_step, int b_size) {
  EACH(i, size) {
    const float x = a[i / a_step % a_size], y = b[i / b_step % b_size];
    out[i] = pairing == ADD ? x + y : pairing == SUBTRACT ? x - y : pairing == PRODUCT ? x * y : x / y;
  }
}

KERNEL tanh_kernel(const float *x, float *out, int size) {
  EACH(i, size) out[i] = tanhf(x[i]);
}
