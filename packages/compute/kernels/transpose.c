#include "vector.h"

/** Sides of the squares that `transpose` goes by, so that it reads and writes few lines of the cache at a time. */
enum { SQUARE = 16 };

/** out[column][row] = x[row][column] */
static void transpose(const float *x, float *out, int rows, int columns) {
  for (int row0 = 0; row0 < rows; row0 += SQUARE) {
    const int row_end = row0 + SQUARE < rows ? row0 + SQUARE : rows;
    for (int column0 = 0; column0 < columns; column0 += SQUARE) {
      const int column_end = column0 + SQUARE < columns ? column0 + SQUARE : columns;
      for (int column = column0; column < column_end; column++) {
        for (int row = row0; row < row_end; row++) out[column * rows + row] = x[row * columns + column];
      }
    }
  }
}

/** out[outer][column][row][width] = x[outer][row][column][width] */
EXPORTED(swap_axes)
void swap_axes(const float *x, float *out, int outer, int rows, int columns, int width) {
  for (int o = 0; o < outer; o++, x += rows * columns * width) {
    if (width == 1) {
      transpose(x, out, rows, columns);
      out += rows * columns;
      continue;
    }
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++, out += width) {
        const float *from = x + (row * columns + column) * width;
        EACH_VECTOR(i, width, left) store_first(out + i, load_first(from + i, left), left);
      }
    }
  }
}
