#pragma once
#include <stddef.h>
#include <stdint.h>

#include <string>

/*
 * The card as the rest sees it: memory, matrix products, launches, in the order in which they are asked for. cuda-device.cc
 * is a card of NVIDIA; ../emulation/emulated-device.cc stands in for one where there is none.
 */

/** Thrown, and turned into an error of JavaScript by the binding. */
struct DeviceError {
  /** What kind of failure it is, for code: OUT_OF_DEVICE_MEMORY, DEVICE_LOST, NO_DEVICE or DEVICE_FAILED. */
  const char *code;
  std::string message;
  /** Bytes, where memory is what it is about. */
  double asked = 0, free = 0, total = 0;
};

struct Blocks {
  unsigned x, y = 1, z = 1;
};

/** How exactly matrices are multiplied; sums are float32 in each. */
enum Precision { FLOAT32, TF32, BFLOAT16 };

/** c[i] = alpha · op(a[i]) · op(b[i]) + beta · c[i], row-major: `m × k` times `k × n`, for each of `count`. */
struct Product {
  const float *a, *b;
  float *c;
  int m, n, k;
  bool transpose_a = false, transpose_b = false;
  float alpha = 1, beta = 0;
  int count = 1;
  int64_t a_step = 0, b_step = 0;
};

namespace device {

/** Takes hold of a card. `module` is the file of the compiled kernels, `blas` that of cuBLAS. Throws what is missing. */
void open(const char *module, const char *blas, Precision precision);

/** What it is, in words: the card, its driver, its cuBLAS. */
std::string describe();

/** Gives null when there is no memory left. */
void *take(size_t bytes);
void give(void *memory);
/** Bytes that could be taken, and that the card has. */
void room(size_t *free, size_t *total);

void copy_in(void *to, const void *from, size_t bytes);
void copy_out(void *to, const void *from, size_t bytes);
void copy(void *to, const void *from, size_t bytes);
void zero(void *to, size_t bytes);
void finish();

/** What it was opened with. */
Precision precision();

void multiply(const Product &product);
/** With `a` and `b` in the places of the product's own factors, of which they are copies in bfloat16. */
void multiply_bfloat16(const Product &product, const uint16_t *a, const uint16_t *b);

/** Starts the compiled kernel of this name; `parameters` point to its parameters. */
void launch(const char *kernel, Blocks blocks, unsigned threads, size_t shared_bytes, void **parameters);

}  // namespace device
