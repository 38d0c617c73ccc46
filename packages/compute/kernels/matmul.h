#pragma once
#include "vector.h"

/** Floats of scratch memory that `multiply` needs. */
#define MULTIPLY_SCRATCH (256 * 512 + STRIPS_SCRATCH)
#define STRIPS_SCRATCH (64 * 256)

/** Numbers side by side in a panel of a packed matrix. */
enum { PANEL = 2 * LANES };

INLINE int smaller(int x, int y) { return x < y ? x : y; }

/** `size` filled up to whole panels. */
INLINE int whole_panels(int size) { return (size + PANEL - 1) / PANEL * PANEL; }

/** Where a matrix lies: row r, column c is at[r · stride + c], or at[c · stride + r] when transposed. */
typedef struct {
  const float *at;
  int stride;
  int transposed;
} matrix;

/** c[m][n] (+)= scale · a[m][k] · b[k][n]; rows of c lie `c_stride` apart. `k` = 0 counts as a product of 0. */
SHARED void multiply(matrix a, matrix b, float *c, int c_stride, int m, int n, int k, float scale,
              int accumulate, float *scratch);

/** Copies b[0..depth][0..columns] into panels `[panel][depth][PANEL]`, the last one filled up with 0. */
SHARED void pack_panels(matrix b, int depth, int columns, float *panels);

/** `multiply` by a b that lies in panels `[panel][panel_depth][PANEL]`; `strips` are STRIPS_SCRATCH floats. */
SHARED void multiply_panels(matrix a, const float *panels, int panel_depth, float *c, int c_stride, int m,
                            int n, int k, float scale, int accumulate, float *strips);
