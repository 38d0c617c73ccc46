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

/** The largest of `count` integers of an array, from `first` on; IMPOSSIBLE when there are fewer, or one is negative. */
double largest(const Given &given, int array, double count, double first = 0) {
  if (given.length[array] < first + count) return IMPOSSIBLE;
  const int32_t *indices = (const int32_t *)given.array[array] + (int)first;
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

/** Room for `columns` of a matrix in panels of the widest kind, whatever this processor has. */
double in_panels(double columns) { return __builtin_ceil(columns / 32) * 32; }

/** Floats of the projections as panels, forward and back, and of what is kept of one sequence at a time. */
double heads_workspace(double length, double dim, double q_width, double kv_width) {
  const double forward = dim * (in_panels(q_width) + 2 * in_panels(kv_width));
  const double back = (q_width + 2 * kv_width) * in_panels(dim);
  return (forward > back ? forward : back) + length * (1 + 2 * dim + q_width + 2 * kv_width) + dim;
}

/** Positions are array 14, and 20 of the gradient. */
auto attention_heads(const Given &given, double batch, double length, double dim, double heads, double kv_heads,
                     double head_dim) {
  const double q_width = heads * head_dim, kv_width = kv_heads * head_dim, rows = batch * length;
  const double table = length == 0 ? 0 : (largest(given, 14, length) + 1) * head_dim / 2;
  const bool whole = (kv_heads > 0 || heads == 0) && (int)head_dim % 2 == 0 && dim > 0;
  return lengths(provided(whole, rows * dim), dim, dim * q_width, dim * kv_width, dim * kv_width, rows * q_width,
                 rows * q_width, rows * kv_width, rows * kv_width, rows, rows * heads,
                 heads_workspace(length, dim, q_width, kv_width), table, table, length,
                 attention_scratch(length, head_dim));
}

auto attention_heads_gradient(const Given &given, double batch, double length, double dim, double heads,
                              double kv_heads, double head_dim) {
  const double q_width = heads * head_dim, kv_width = kv_heads * head_dim, rows = batch * length;
  const double table = length == 0 ? 0 : (largest(given, 20, length) + 1) * head_dim / 2;
  const bool whole = (kv_heads > 0 || heads == 0) && (int)head_dim % 2 == 0 && dim > 0;
  return lengths(provided(whole, rows * dim), dim, dim * q_width, dim * kv_width, dim * kv_width, rows * q_width,
                 rows * q_width, rows * kv_width, rows * kv_width, rows, rows * heads, rows * q_width, rows * dim, dim,
                 dim * q_width, dim * kv_width, dim * kv_width,
                 heads_workspace(length, dim, q_width, kv_width), table, table, length,
                 attention_scratch(length, head_dim));
}

/** Floats of the weights as panels, forward and back, and of what is kept of so many rows at a time. */
double output_workspace(double rows, double dim, double heard_width, double hidden_dim) {
  const double together = rows < ROWS_TOGETHER ? rows : ROWS_TOGETHER;
  const double forward = (heard_width + hidden_dim) * in_panels(dim) + 2 * dim * in_panels(hidden_dim);
  const double back = dim * (in_panels(heard_width) + in_panels(hidden_dim)) +
                      2 * hidden_dim * in_panels(dim);
  return (forward > back ? forward : back) + together * (2 * dim + 4 * hidden_dim) + dim;
}

auto block_output(const Given &, double rows, double dim, double heard_width, double hidden_dim, double packed) {
  const double x = provided(dim > 0, rows * dim), wide = rows * hidden_dim;
  const double to_dim = packed ? in_panels(dim) : dim, inner = dim * (packed ? in_panels(hidden_dim) : hidden_dim);
  return lengths(x, rows * heard_width, heard_width * to_dim, dim, inner, inner, hidden_dim * to_dim, x, x, rows, wide,
                 wide, output_workspace(rows, dim, heard_width, hidden_dim), MULTIPLY_SCRATCH);
}

auto block_output_gradient(const Given &, double rows, double dim, double heard_width, double hidden_dim) {
  const double x = provided(dim > 0, rows * dim), wide = rows * hidden_dim, heard = rows * heard_width;
  const double output = heard_width * dim, inner = dim * hidden_dim;
  return lengths(heard, output, dim, inner, inner, inner, x, rows, wide, wide, x, x, heard, output, dim, inner, inner,
                 inner, output_workspace(rows, dim, heard_width, hidden_dim), MULTIPLY_SCRATCH);
}

/** Positions, sequences and tables are arrays 7, 8 and 9. */
auto cached_heads(const Given &given, double rows, double dim, double heads, double kv_heads, double head_dim,
                  double table_width) {
  const double q_width = heads * head_dim, kv_width = kv_heads * head_dim;
  const double reach = rows == 0 ? 0 : largest(given, 7, rows) + 1;
  const double tables = rows == 0 ? 0 : (largest(given, 8, rows) + 1) * table_width;
  const double cache = tables == 0 ? 0 : (largest(given, 9, tables) + 1) * kv_width * PAGE;
  const bool whole = kv_heads > 0 && dim > 0 && (int)head_dim % 2 == 0;
  const double query = dim * in_panels(q_width), key = dim * in_panels(kv_width);
  return lengths(rows * dim, dim, query, key, key, provided(whole, cache), cache,
                 provided(reach <= table_width * PAGE, rows), rows, tables, rows * q_width,
                 rows * (1 + dim + 2 * kv_width) + table_width * PAGE, reach * head_dim / 2, reach * head_dim / 2,
                 MULTIPLY_SCRATCH);
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

/** Whether a list holds arrays of these lengths, `count` times over. */
template <typename... Each>
bool holds(const List &list, double count, Each... each) {
  const double lengths[] = {(double)each...};
  constexpr uint32_t arrays = sizeof...(each);
  if (list.arrays != count * arrays) return false;
  for (uint32_t at = 0; at < list.arrays; at++) {
    if (!(lengths[at % arrays] <= list.length[at] && lengths[at % arrays] <= INT32_MAX)) return false;
  }
  return true;
}

/** `newest` is array 5: ids, positions, sequences, temperatures, tables and draws. */
auto decode(const Given &given, double rows, double passes, double depth, double dim, double heads, double kv_heads,
            double head_dim, double hidden_dim, double vocabulary, double table_width) {
  const double q_width = heads * head_dim, kv_width = kv_heads * head_dim, room = table_width * PAGE;
  const double newest = rows * (4 + table_width + passes);
  const bool empty = rows == 0 || passes == 0;
  const double reach = empty ? 0 : largest(given, 5, rows, rows) + passes;
  const double tables = empty ? 0 : (largest(given, 5, rows, 2 * rows) + 1) * table_width;
  const double cache = empty ? 0 : (largest(given, 5, rows * table_width, 4 * rows) + 1) * kv_width * PAGE;
  const double query = dim * in_panels(q_width), key = dim * in_panels(kv_width), inner = dim * in_panels(hidden_dim);
  const bool whole = kv_heads > 0 && dim > 0 && vocabulary > 0 && (int)head_dim % 2 == 0;
  const bool known = reach <= room && tables <= rows * table_width && (empty || largest(given, 5, rows) < vocabulary);
  const bool layers = holds(given.list, depth, dim, query, key, key, cache, cache, q_width * in_panels(dim), dim, inner,
                            inner, hidden_dim * in_panels(dim));
  const double table = reach * head_dim / 2;
  return lengths(provided(whole && layers, vocabulary * dim), dim, dim * in_panels(vocabulary), passes * rows * 2,
                 rows * (3 * dim + q_width + 2 * kv_width + 3 * hidden_dim + vocabulary + 2) + vocabulary + room,
                 provided(known, newest), table, table, MULTIPLY_SCRATCH);
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

auto pack_matrix(const Given &, double depth, double columns, double) {
  return lengths(depth * columns, depth * in_panels(columns));
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

auto square_sums(const Given &, double size, double sums, double first) {
  return lengths(size, sums == 0 ? 0 : first + sums);
}

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

}  // namespace extents
