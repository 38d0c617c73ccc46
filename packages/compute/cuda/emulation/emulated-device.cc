/* A card in the memory of the process, to see the kernels at work without one; `WALTZ_EMULATED_BYTES` is its size. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <unordered_map>
#include <vector>

#include "../host/device.h"

namespace device {
namespace {

size_t size = 1ul << 31, taken;
Precision opened_with;
std::unordered_map<void *, size_t> blocks;

}  // namespace

void open(const char *, const char *, Precision precision) {
  opened_with = precision;
  if (const char *bytes = getenv("WALTZ_EMULATED_BYTES")) size = strtoul(bytes, nullptr, 10);
}

std::string describe() { return "no card, but our kernels for one, emulated by the processor"; }

void *take(size_t bytes) {
  if (taken + bytes > size) return nullptr;
  void *memory = malloc(bytes);
  // What was never written must not look like zero.
  memset(memory, 0xff, bytes);
  blocks[memory] = bytes;
  taken += bytes;
  return memory;
}

void give(void *memory) {
  taken -= blocks[memory];
  blocks.erase(memory);
  free(memory);
}

void room(size_t *free, size_t *total) {
  *free = size - taken;
  *total = size;
}

void copy_in(void *to, const void *from, size_t bytes) { memcpy(to, from, bytes); }
void copy_out(void *to, const void *from, size_t bytes) { memcpy(to, from, bytes); }
void copy(void *to, const void *from, size_t bytes) { memmove(to, from, bytes); }
void zero(void *to, size_t bytes) { memset(to, 0, bytes); }
void finish() {}

Precision precision() { return opened_with; }

void multiply(const Product &of) {
  std::vector<float> row((size_t)of.n);
  for (int i = 0; i < of.count; i++) {
    const float *a = of.a + i * of.a_step, *b = of.b + i * of.b_step;
    float *c = of.c + (int64_t)i * of.m * of.n;
    for (int m = 0; m < of.m; m++, c += of.n) {
      for (float &sum : row) sum = 0;
      for (int k = 0; k < of.k; k++) {
        const float factor = of.transpose_a ? a[(int64_t)k * of.m + m] : a[(int64_t)m * of.k + k];
        const int64_t at = of.transpose_b ? k : (int64_t)k * of.n, step = of.transpose_b ? of.k : 1;
        for (int n = 0; n < of.n; n++) row[(size_t)n] += factor * b[at + n * step];
      }
      // As BLAS has it: with a β of 0 what c held does not count, even if it was no number.
      for (int n = 0; n < of.n; n++) c[n] = of.alpha * row[(size_t)n] + (of.beta == 0 ? 0 : of.beta * c[n]);
    }
  }
}

void multiply_bfloat16(const Product &of, const uint16_t *a, const uint16_t *b) {
  const auto widened = [&](const uint16_t *from, int64_t step, int64_t matrix) {
    std::vector<float> to((size_t)((of.count - 1) * step + matrix));
    for (size_t i = 0; i < to.size(); i++) {
      const uint32_t bits = (uint32_t)from[i] << 16;
      memcpy(&to[i], &bits, sizeof bits);
    }
    return to;
  };
  const std::vector<float> wide_a = widened(a, of.a_step, (int64_t)of.m * of.k);
  const std::vector<float> wide_b = widened(b, of.b_step, (int64_t)of.k * of.n);
  Product wide = of;
  wide.a = wide_a.data();
  wide.b = wide_b.data();
  multiply(wide);
}

void launch(const char *, Blocks, unsigned, size_t, void **) { abort(); }

}  // namespace device
