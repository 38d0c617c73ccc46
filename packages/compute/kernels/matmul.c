#include "matmul.h"

/** Rows of c that are kept in registers, two a row: AVX-512 has 32 registers, AVX2 has 16, and WebAssembly does not say. */
#if LANES == 16
#define TILE_ROWS 8
#elif LANES == 8
#define TILE_ROWS 6
#else
#define TILE_ROWS 4
#endif

/*
 * Blocks after Goto & van de Geijn (2008): a panel of b of DEPTH × PANEL numbers stays in the first cache, a block of
 * a of ROWS_BLOCK × DEPTH in the second, and a tile of c of up to TILE × PANEL in registers.
 */
enum { TILE = TILE_ROWS, DEPTH = 192, ROWS_BLOCK = TILE == 6 ? 66 : 64, COLUMNS_BLOCK = 512 };

SHARED void pack_panels(matrix b, int depth, int columns, float *panels) {
  for (int first = 0; first < columns; first += PANEL) {
    const int width = smaller(PANEL, columns - first);
    float *panel = panels + first * depth;
    if (!b.transposed) {
      const float *from = b.at + first;
      if (width == PANEL) {
        for (int p = 0; p < depth; p++, from += b.stride, panel += PANEL) {
          store(panel, load(from));
          store(panel + LANES, load(from + LANES));
        }
      } else {
        for (int p = 0; p < depth; p++, from += b.stride, panel += PANEL) {
          for (int j = 0; j < PANEL; j++) panel[j] = j < width ? from[j] : 0;
        }
      }
    } else {
      for (int j = 0; j < PANEL; j++) {
        if (j < width) {
          const float *from = b.at + (first + j) * b.stride;
          for (int p = 0; p < depth; p++) panel[p * PANEL + j] = from[p];
        } else {
          for (int p = 0; p < depth; p++) panel[p * PANEL + j] = 0;
        }
      }
    }
  }
}

/** Packs a matrix that many products read: `[depth][columns]`, or `[columns][depth]` where it is `transposed`. */
EXPORTED(pack_matrix)
void pack_matrix(const float *from, float *panels, int depth, int columns, int transposed) {
  pack_panels((matrix){from, transposed ? depth : columns, transposed}, depth, columns, panels);
}

/** Copies a transposed a[0..rows][0..depth] into strips `[strip][depth][TILE]`; `rows` is filled up with 0. */
static void pack_strips(const float *a, int stride, int rows, int depth, float *strips) {
  for (int first = 0; first < rows; first += TILE) {
    const int height = smaller(TILE, rows - first);
    float *strip = strips + first * depth;
    const float *from = a + first;
    if (height == TILE) {
      for (int p = 0; p < depth; p++, from += stride, strip += TILE) {
        __builtin_memcpy(strip, from, 4 * TILE);
      }
    } else {
      for (int p = 0; p < depth; p++, from += stride, strip += TILE) {
        for (int i = 0; i < TILE; i++) strip[i] = i < height ? from[i] : 0;
      }
    }
  }
}

INLINE void put(float *c, vec x, int count, float scale, int accumulate) {
  x *= splat(scale);
  if (count >= LANES) {
    store(c, accumulate ? load(c) + x : x);
  } else if (count > 0) {
    store_first(c, accumulate ? load_first(c, count) + x : x, count);
  }
}

/** What follows is written once for each row of a tile: compilers keep arrays in memory, and names in registers. */
#define FOR_ROWS(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)

/**
 * A tile of c: `rows` ≤ `height` by `columns` ≤ PANEL; `height` is a constant. a[r][p] is a[r · row + p · step].
 * Each number is one sum in the order of p, whatever the height: no row of c depends on how many there are.
 */
INLINE void tile(const int height, const float *a, int row, const int step, int rows, const float *panel,
                 int depth, float *c, int c_stride, int columns, float scale, int accumulate) {
  // Rows past the edge repeat the last one, and are not stored.
#define FETCH(r)                              \
  if (r < height && r < rows) {               \
    __builtin_prefetch(c + r * c_stride, 1);  \
    if (columns > LANES) __builtin_prefetch(c + r * c_stride + LANES, 1); \
  }
  // c comes from memory while the sums are made.
  FOR_ROWS(FETCH)
#define BEGIN(r)                                      \
  const float *a##r = a + smaller(r, rows - 1) * row; \
  vec low##r = splat(0), high##r = splat(0);
#define MULTIPLY_ADD(r)         \
  if (r < height) {             \
    const vec x = splat(*a##r); \
    low##r += x * left;         \
    high##r += x * right;       \
    a##r += step;               \
  }
#define END(r)                                                                  \
  if (r < height && r < rows) {                                                 \
    put(c + r * c_stride, low##r, columns, scale, accumulate);                  \
    put(c + r * c_stride + LANES, high##r, columns - LANES, scale, accumulate); \
  }
  FOR_ROWS(BEGIN)
  const float *end = panel + depth * PANEL;
  do {
    const vec left = load(panel);
    const vec right = load(panel + LANES);
    FOR_ROWS(MULTIPLY_ADD)
    panel += PANEL;
  } while (panel != end);
  FOR_ROWS(END)
}

INLINE void tiles(const float *a, int row, const int step, int strip, int rows, const float *panel,
                  int depth, float *c, int c_stride, int columns, float scale, int accumulate) {
  for (int i = 0; i < rows; i += TILE) {
    const float *first = a + i * strip;
    // The rows of the next tile: each starts where no prefetcher of the processor expects it.
#define AHEAD(r) \
  if (r < TILE && i + TILE + r < rows) __builtin_prefetch(first + TILE * strip + r * row);
    FOR_ROWS(AHEAD)
    float *out = c + i * c_stride;
    if (rows - i > TILE / 2) {
      tile(TILE, first, row, step, rows - i, panel, depth, out, c_stride, columns, scale, accumulate);
    } else {
      tile(TILE / 2, first, row, step, rows - i, panel, depth, out, c_stride, columns, scale, accumulate);
    }
  }
}

static void tiles_of_rows(const float *a, int stride, int rows, const float *panel, int depth,
                          float *c, int c_stride, int columns, float scale, int accumulate) {
  tiles(a, stride, 1, stride, rows, panel, depth, c, c_stride, columns, scale, accumulate);
}

static void tiles_of_strips(const float *a, int rows, const float *panel, int depth, float *c,
                            int c_stride, int columns, float scale, int accumulate) {
  tiles(a, 1, TILE, depth, rows, panel, depth, c, c_stride, columns, scale, accumulate);
}

static void tiles_of_columns(const float *a, int stride, int rows, const float *panel, int depth,
                             float *c, int c_stride, int columns, float scale, int accumulate) {
  tiles(a, 1, stride, 1, rows, panel, depth, c, c_stride, columns, scale, accumulate);
}

/** `multiply_panels` for a depth k of at most DEPTH. */
static void multiply_block(matrix a, const float *panels, int panel_depth, float *c, int c_stride, int m,
                           int n, int k, float scale, int accumulate, float *strips) {
  // A single panel reads a once: copying it first would be reading it twice.
  const int packs = a.transposed && n > PANEL;
  for (int i = 0; i < m; i += ROWS_BLOCK) {
    const int rows = smaller(ROWS_BLOCK, m - i);
    const float *from = a.at + (a.transposed ? i : i * a.stride);
    if (packs) pack_strips(from, a.stride, rows, k, strips);
    for (int j = 0; j < n; j += PANEL) {
      const float *panel = panels + j * panel_depth;
      const int width = smaller(PANEL, n - j);
      float *out = c + i * c_stride + j;
      if (packs) {
        tiles_of_strips(strips, rows, panel, k, out, c_stride, width, scale, accumulate);
      } else if (a.transposed) {
        tiles_of_columns(from, a.stride, rows, panel, k, out, c_stride, width, scale, accumulate);
      } else {
        tiles_of_rows(from, a.stride, rows, panel, k, out, c_stride, width, scale, accumulate);
      }
    }
  }
}

SHARED void multiply_panels(matrix a, const float *panels, int panel_depth, float *c, int c_stride, int m,
                            int n, int k, float scale, int accumulate, float *strips) {
  for (int p = 0; p < k; p += DEPTH) {
    const matrix block = {a.at + (a.transposed ? p * a.stride : p), a.stride, a.transposed};
    multiply_block(block, panels + p * PANEL, panel_depth, c, c_stride, m, n, smaller(DEPTH, k - p), scale,
                   accumulate || p > 0, strips);
  }
}

SHARED void multiply(matrix a, matrix b, float *c, int c_stride, int m, int n, int k, float scale,
                     int accumulate, float *scratch) {
  float *strips = scratch + DEPTH * COLUMNS_BLOCK;
  if (k == 0 && !accumulate) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) c[i * c_stride + j] = 0;
    }
  }
  for (int j = 0; j < n; j += COLUMNS_BLOCK) {
    const int columns = smaller(COLUMNS_BLOCK, n - j);
    for (int p = 0; p < k; p += DEPTH) {
      const int depth = smaller(DEPTH, k - p);
      const matrix a_block = {a.at + (a.transposed ? p * a.stride : p), a.stride, a.transposed};
      const float *b_block = b.at + (b.transposed ? j * b.stride + p : p * b.stride + j);
      pack_panels((matrix){b_block, b.stride, b.transposed}, depth, columns, scratch);
      multiply_block(a_block, scratch, depth, c + j, c_stride, m, columns, depth, scale,
                     accumulate || p > 0, strips);
    }
  }
}

/** c[i] = a[i] · b[i] for `count` pairs of matrices, each so many numbers after the one before. */
EXPORTED(matmul)
void matmul(const float *a, const float *b, float *c, int count, int a_step, int b_step, int m, int n,
            int k, int transpose_a, int transpose_b, float *scratch) {
  for (int i = 0; i < count; i++, a += a_step, b += b_step, c += m * n) {
    multiply((matrix){a, transpose_a ? m : k, transpose_a},
             (matrix){b, transpose_b ? k : n, transpose_b}, c, n, m, n, k, 1, 0, scratch);
  }
}
