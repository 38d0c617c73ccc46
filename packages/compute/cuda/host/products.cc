/*
 * Matrix products. Those of bfloat16 are made of factors that are rounded to it: asked to do so by itself, cuBLAS takes
 * TF32 for float32 factors, with the same numbers to the last bit and no gain in time.
 */
#include "products.h"

#include "launch.h"
#include "memory.h"

namespace products {
namespace {

using Factor = memory::Room<uint16_t>;

/** Numbers of a factor, the gaps between its matrices included. */
int64_t size_of(int count, int64_t step, int rows, int columns) {
  return (int64_t)(count - 1) * step + (int64_t)rows * columns;
}

void round(const float *from, uint16_t *to, int64_t size) {
  LAUNCH(to_bfloat16_kernel)(blocks_for(size), THREADS, 0, from, to, size);
}

}  // namespace

void multiply(const Product &of) {
  const bool is_empty = of.count == 0 || of.m == 0 || of.n == 0 || of.k == 0;
  if (is_empty || device::precision() != BFLOAT16) return device::multiply(of);
  const int64_t a_size = size_of(of.count, of.a_step, of.m, of.k), b_size = size_of(of.count, of.b_step, of.k, of.n);
  const Factor a(a_size), b(b_size);
  round(of.a, a, a_size);
  round(of.b, b, b_size);
  device::multiply_bfloat16(of, a, b);
}

}  // namespace products
