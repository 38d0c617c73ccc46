#pragma once
#include "vector.h"

/** Floats of scratch memory that `multiply` needs. */
#define MULTIPLY_SCRATCH (256 * 512 + 64 * 256)

/** Where a matrix lies: row r, column c is at[r · stride + c], or at[c · stride + r] when transposed. */
typedef struct {
  const float *at;
  int stride;
  int transposed;
} matrix;

/** c[m][n] (+)= scale · a[m][k] · b[k][n]; rows of c lie `c_stride` apart. `k` = 0 counts as a product of 0. */
SHARED void multiply(matrix a, matrix b, float *c, int c_stride, int m, int n, int k, float scale,
              int accumulate, float *scratch);
