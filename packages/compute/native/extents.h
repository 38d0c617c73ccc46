#pragma once
#include "binding.h"

/*
 * How many numbers each kernel touches in each of its arrays, in their order, from its whole numbers, in theirs.
 * In double, where no product of sizes overflows.
 */
namespace extents {

/** More than any array holds. */
constexpr double IMPOSSIBLE = 1e300;

template <typename... Each>
Lengths<sizeof...(Each)> lengths(Each... each) { return {{(double)each...}}; }

/** The largest of the first `count` integers of an array; IMPOSSIBLE when there are fewer, or when one is negative. */
double largest(const Given &given, int array, double count) {
  if (given.length[array] < count) return IMPOSSIBLE;
  const int32_t *indices = (const int32_t *)given.array[array];
  int32_t most = 0;
  for (int i = 0; i < (int)count; i++) {
    if (indices[i] < 0) return IMPOSSIBLE;
    if (indices[i] > most) most = indices[i];
  }
  return most;
}

/** `length` where the condition holds that a kernel rests on. */
double provided(bool condition, double length) { return condition ? length : IMPOSSIBLE; }

auto arithmetic(const Given &, double size, double one_a, double one_b) {
  const double one = size < 1 ? size : 1;
  return lengths(one_a ? one : size, one_b ? one : size, size);
}

constexpr auto add = arithmetic, subtract = arithmetic, product = arithmetic, divide = arithmetic;

auto adam(const Given &, double size) { return lengths(size, size, size, size); }

auto add_rows(const Given &, double out_rows, double count, double width) {
  return lengths(count * width, count, out_rows * width);
}

double attention_scratch(double length, double head_dim) {
  return (double)scratch_bytes((int)length, (int)head_dim) / 4;
}

auto causal_attention(const Given &, double batch, double length, double heads, double kv_heads, double head_dim) {
  const double q = batch * length * heads * head_dim;
  const double kv = provided(kv_heads > 0 || heads == 0, batch * length * kv_heads * head_dim);
  return lengths(q, kv, kv, q, batch * heads * length, attention_scratch(length, head_dim));
}

auto causal_attention_gradient(const Given &, double batch, double length, double heads, double kv_heads,
                               double head_dim) {
  const double q = batch * length * heads * head_dim;
  const double kv = provided(kv_heads > 0 || heads == 0, batch * length * kv_heads * head_dim);
  return lengths(q, kv, kv, q, batch * heads * length, q, q, kv, kv, attention_scratch(length, head_dim));
}

auto chosen_logprobs(const Given &, double rows, double vocabulary) {
  return lengths(rows * vocabulary, rows, rows, rows);
}

auto chosen_logprobs_gradient(const Given &given, double rows, double vocabulary) {
  const bool known = rows == 0 || largest(given, 1, rows) < vocabulary;
  return lengths(rows * vocabulary, provided(known, rows), rows, rows, rows * vocabulary);
}

auto gather_rows(const Given &, double outer, double table_rows, double count, double width) {
  return lengths(outer * table_rows * width, count, outer * count * width);
}

auto matmul(const Given &, double count, double a_step, double b_step, double m, double n, double k, double, double) {
  const double before = count > 0 ? count - 1 : 0;
  return lengths(count == 0 ? 0 : before * a_step + m * k, count == 0 ? 0 : before * b_step + k * n, count * m * n,
                 MULTIPLY_SCRATCH);
}

auto next_tokens(const Given &, double rows, double vocabulary) {
  return lengths(provided(vocabulary > 0 || rows == 0, rows * vocabulary), rows, rows, 2 * rows, vocabulary);
}

auto rms_norm(const Given &, double rows, double dim) { return lengths(rows * dim, dim, rows * dim, rows); }

auto rms_norm_gradient(const Given &, double rows, double dim) {
  return lengths(rows * dim, dim, rows, rows * dim, rows * dim, dim);
}

auto rotary_embedding(const Given &given, double period, double rows, double heads, double half) {
  const double x = rows * heads * 2 * half;
  const double positions = period < rows ? period : rows;
  const double table = rows == 0 ? 0 : (largest(given, 4, positions) + 1) * half;
  return lengths(x, x, table, table, provided(rows == 0 || period > 0, positions));
}

auto scratch_bytes(const Given &, double, double) { return lengths(); }

auto sum_axis(const Given &, double outer, double middle, double inner) {
  return lengths(outer * middle * inner, outer * inner);
}

auto swap_axes(const Given &, double outer, double rows, double columns, double width) {
  const double size = outer * rows * columns * width;
  return lengths(size, size);
}

auto swi_glu(const Given &, double size) { return lengths(size, size, size); }

auto swi_glu_gradient(const Given &, double size) { return lengths(size, size, size, size, size); }

auto tanh_of(const Given &, double size) { return lengths(size, size); }

/** Positions, sequences and tables are arrays 12, 13 and 14. */
auto transformer_block(const Given &given, double rows, double dim, double heads, double kv_heads, double head_dim,
                       double hidden_dim, double table_width) {
  const double q_width = heads * head_dim, kv_width = kv_heads * head_dim;
  const double wide = q_width + 2 * kv_width > 2 * hidden_dim ? q_width + 2 * kv_width : 2 * hidden_dim;
  const double reach = rows == 0 ? 0 : largest(given, 12, rows) + 1;
  const double tables = rows == 0 ? 0 : (largest(given, 13, rows) + 1) * table_width;
  const double cache = tables == 0 ? 0 : (largest(given, 14, tables) + 1) * kv_width * PAGE;
  const bool shared = kv_heads > 0 && dim > 0 && (int)head_dim % 2 == 0;
  return lengths(rows * dim, dim, dim * q_width, dim * kv_width, dim * kv_width, q_width * dim, dim, dim * hidden_dim,
                 dim * hidden_dim, hidden_dim * dim, provided(shared, cache), cache,
                 provided(reach <= table_width * PAGE, rows), rows, tables, rows * dim,
                 rows * (1 + dim + wide) + table_width * PAGE, reach * head_dim / 2, reach * head_dim / 2,
                 MULTIPLY_SCRATCH);
}

}  // namespace extents
