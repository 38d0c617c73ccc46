/* The calls that are a kernel or two. */
#include <math.h>

#include <algorithm>
#include <vector>

#include "calls.h"
#include "launch.h"
#include "memory.h"

namespace calls {

namespace {

/** Calls `start` with as many of `parts` as fit a launch, how many they are, and the largest `extent` of theirs. */
template <typename Part, typename Start>
void in_launches(const std::vector<Part> &parts, int64_t Part::*extent, Start start) {
  for (size_t first = 0; first < parts.size(); first += MOST_PARTS) {
    Parts<Part> some = {};
    unsigned count = 0;
    int64_t most = 0;
    for (; count < MOST_PARTS && first + count < parts.size(); count++) {
      some.of[count] = parts[first + count];
      most = std::max(most, some.of[count].*extent);
    }
    start(some, count, most);
  }
}

}  // namespace

void adam(const std::vector<AdamPart> &parts, float gradient_scale, float beta1, float beta2, float epsilon, float rate,
          float correction) {
  in_launches(parts, &AdamPart::size, [&](const Parts<AdamPart> &some, unsigned count, int64_t size) {
    LAUNCH(adam_kernel)
    ({blocks_for(size).x, count}, THREADS, 0, some, gradient_scale, beta1, beta2, epsilon, rate, correction);
  });
}

void square_sums(const std::vector<SquareSumsPart> &parts) {
  in_launches(parts, &SquareSumsPart::sums, [](const Parts<SquareSumsPart> &some, unsigned count, int64_t sums) {
    LAUNCH(square_sums_kernel)({(unsigned)sums, count}, THREADS, 0, some);
  });
}

void arithmetic(const float *a, const float *b, float *out, int pairing, int size, int a_step, int a_size, int b_step,
                int b_size) {
  LAUNCH(arithmetic_kernel)
  (blocks_for(size), THREADS, 0, a, b, out, pairing, size, a_step, a_size, b_step, b_size);
}

void tanh_of(const float *x, float *out, int size) { LAUNCH(tanh_kernel)(blocks_for(size), THREADS, 0, x, out, size); }

void copy_box(const float *from, float *to, Box box) {
  int size = 1;
  for (int axis = 0; axis < box.axes; axis++) size *= box.sizes[axis];
  LAUNCH(copy_box_kernel)(blocks_for(size), THREADS, 0, from, to, box, size);
}

void swap_axes(const float *x, float *out, int outer, int rows, int columns, int width) {
  const int64_t row = (int64_t)columns * width, column = (int64_t)rows * width, whole = rows * row;
  copy_box(x, out, {4, {outer, columns, rows, width}, 0, {whole, width, row, 1}, 0, {whole, column, width, 1}});
}

void clear(float *out, int size) { device::zero(out, (size_t)size * sizeof(float)); }

/** Products on a card read a matrix row by row. */
void pack_matrix(const float *from, float *packed, int depth, int columns, int transposed) {
  if (transposed != 0) return swap_axes(from, packed, 1, columns, depth, 1);
  device::copy(packed, from, (size_t)depth * (size_t)columns * sizeof(float));
}

int gather_rows(const float *table, const int32_t *ids, float *out, int outer, int table_rows, int count, int width) {
  const int64_t size = (int64_t)outer * count * width;
  LAUNCH(gather_rows_kernel)(blocks_for(size), THREADS, 0, table, ids, out, table_rows, count, width, size);
  return -1;
}

void add_rows(const float *rows, const int32_t *ids, float *out, int out_rows, int count, int width) {
  device::zero(out, (size_t)out_rows * (size_t)width * sizeof(float));
  LAUNCH(add_rows_kernel)({(unsigned)count}, threads_for(width), 0, rows, ids, out, out_rows, count, width);
}

void sum_axis(const float *x, float *out, int outer, int middle, int inner) {
  const int length = inner == 1 ? 16 * THREADS : 64;
  const unsigned parts = middle == 0 ? 1 : parts_of(middle, length);
  const unsigned threads = inner == 1 ? threads_for(middle) : threads_for(inner);
  const Blocks blocks = {(unsigned)outer, parts, inner == 1 ? 1 : parts_of(inner, threads)};
  if (parts == 1) {
    LAUNCH(sum_parts_kernel)(blocks, threads, 0, x, out, middle, inner, length);
    return;
  }
  const memory::Room<float> sums((int64_t)outer * parts * inner);
  LAUNCH(sum_parts_kernel)(blocks, threads, 0, x, sums, middle, inner, length);
  sum_axis(sums, out, outer, (int)parts, inner);
}

void rms_norm(const float *x, const float *gain, float *out, float *inverse, int rows, int dim, float epsilon) {
  LAUNCH(rms_norm_kernel)({(unsigned)rows}, threads_for(dim), 0, x, gain, out, inverse, dim, epsilon);
}

void rms_norm_gradient(const float *x, const float *gain, const float *inverse, const float *dy, float *dx,
                       float *dgain, int rows, int dim) {
  LAUNCH(rms_norm_gradient_kernel)({(unsigned)rows}, threads_for(dim), 0, x, gain, inverse, dy, nullptr, dx, dim);
  gain_gradient(x, inverse, dy, dgain, rows, dim);
}

void rotary_embedding(const float *x, float *out, const float *cosines, const float *sines, const int32_t *positions,
                      int period, int rows, int heads, int half, float direction) {
  const int64_t size = (int64_t)rows * heads * half;
  LAUNCH(rotary_embedding_kernel)
  (blocks_for(size), THREADS, 0, x, out, cosines, sines, positions, period, heads, half, direction, size);
}

void swi_glu(const float *gate, const float *up, float *out, int size) {
  LAUNCH(swi_glu_kernel)(blocks_for(size), THREADS, 0, gate, up, out, size);
}

void swi_glu_gradient(const float *gate, const float *up, const float *dy, float *dgate, float *dup, int size) {
  LAUNCH(swi_glu_gradient_kernel)(blocks_for(size), THREADS, 0, gate, up, dy, dgate, dup, size);
}

int chosen_logprobs(const float *logits, const int32_t *targets, float *out, float *normaliser, int rows,
                    int vocabulary) {
  LAUNCH(chosen_logprobs_kernel)
  ({(unsigned)rows}, threads_for(vocabulary), 0, logits, targets, out, normaliser, vocabulary);
  return -1;
}

void chosen_logprobs_gradient(const float *logits, const int32_t *targets, const float *normaliser, const float *dy,
                              float *dlogits, int rows, int vocabulary) {
  LAUNCH(chosen_logprobs_gradient_kernel)
  ({(unsigned)rows, parts_of(vocabulary, 8 * THREADS)}, THREADS, 0, logits, targets, normaliser, dy, dlogits,
   vocabulary);
}

int next_tokens(const float *logits, const int32_t *draws, const float *temperatures, float *chosen, float *,
                int rows, int vocabulary) {
  LAUNCH(next_tokens_kernel)
  ({(unsigned)rows}, threads_for(vocabulary), 0, logits, draws, temperatures, chosen, vocabulary, nullptr, nullptr);
  std::vector<float> seen((size_t)rows * 2);
  device::copy_out(seen.data(), chosen, seen.size() * sizeof(float));
  for (int row = 0; row < rows; row++) {
    if (isnan(seen[(size_t)row * 2])) return row;
  }
  return -1;
}

void gain_gradient(const float *x, const float *inverse, const float *dy, float *dgain, int rows, int dim) {
  const int length = 64;
  const unsigned parts = parts_of(rows, length), threads = threads_for(dim);
  const memory::Room<float> sums((int64_t)parts * dim);
  LAUNCH(rms_norm_gain_parts_kernel)
  ({parts, parts_of(dim, threads)}, threads, 0, x, inverse, dy, sums, rows, dim, length);
  sum_axis(sums, dgain, 1, (int)parts, dim);
}

}  // namespace calls
