#include "vector.h"

/** out[outer][column][row][width] = x[outer][row][column][width] */
EXPORTED(swap_axes)
void swap_axes(const float *x, float *out, int outer, int rows, int columns, int width) {
  for (int o = 0; o < outer; o++, x += rows * columns * width) {
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++, out += width) {
        const float *from = x + (row * columns + column) * width;
        EACH_VECTOR(i, width, left) store_first(out + i, load_first(from + i, left), left);
      }
    }
  }
}
