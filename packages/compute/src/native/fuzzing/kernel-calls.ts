import type { RandomStream } from '@waltz/core';
import type { NativeKernels } from '../addon.ts';

/** An array with the fewest numbers that a kernel may be given. */
type ArrayParameter =
  | { readonly kind: 'floats'; readonly length: number }
  /** Memory whose content means nothing, before or after. */
  | { readonly kind: 'scratch'; readonly length: number };

/** One argument of a kernel: an array, a list of them, or a number. */
export type Parameter =
  | ArrayParameter
  | { readonly kind: 'integers'; readonly values: Int32Array }
  | { readonly kind: 'list'; readonly members: readonly ArrayParameter[] }
  | { readonly kind: 'size'; readonly value: number }
  | { readonly kind: 'number'; readonly value: number };

/** Draws the arguments of a call, in order. */
type Draw = (random: RandomStream, kernels: NativeKernels) => readonly Parameter[];

const floats = (...sizes: readonly number[]): ArrayParameter => ({
  kind: 'floats',
  length: sizes.reduce((product, size) => product * size, 1),
});

const integers = (values: Int32Array): Parameter => ({ kind: 'integers', values });

const sizes = (...values: readonly number[]): readonly Parameter[] =>
  values.map((value) => ({ kind: 'size', value }));

const number = (value: number): Parameter => ({ kind: 'number', value });

const scratch = (bytes: number): ArrayParameter => ({ kind: 'scratch', length: bytes / 4 });

/** 0, 1, an odd size, or anything up to `most`. */
function size(random: RandomStream, most: number): number {
  return random.pick([0, 1, 1 + 2 * random.integer(Math.ceil(most / 2)), random.integer(most + 1)]);
}

/** At least 1. */
const some = (random: RandomStream, most: number): number => Math.max(1, size(random, most));

const below = (random: RandomStream, count: number, bound: number): Int32Array =>
  Int32Array.from({ length: bound === 0 ? 0 : count }, () => random.integer(bound));

const largest = (values: Int32Array): number => values.reduce((a, b) => Math.max(a, b), 0);

function elementwise(arrays: number): Draw {
  return (random) => {
    const count = size(random, 70);
    return [...Array.from({ length: arrays }, () => floats(count)), ...sizes(count)];
  };
}

const arithmetic: Draw = (random) => {
  const [count, oneA, oneB] = [size(random, 70), random.integer(2), random.integer(2)];
  const side = (one: number) => floats(one === 1 ? Math.min(1, count) : count);
  return [side(oneA), side(oneB), floats(count), ...sizes(count, oneA, oneB)];
};

interface AttentionSizes {
  readonly dims: readonly Parameter[];
  readonly q: Parameter;
  readonly kv: Parameter;
  readonly rows: Parameter;
  readonly scratch: Parameter;
}

function attention(random: RandomStream, kernels: NativeKernels): AttentionSizes {
  const [batch, length, headDim] = [size(random, 3), size(random, 70), some(random, 20)];
  const kvHeads = some(random, 2);
  const heads = kvHeads * some(random, 3);
  return {
    dims: sizes(batch, length, heads, kvHeads, headDim),
    q: floats(batch, length, heads, headDim),
    kv: floats(batch, length, kvHeads, headDim),
    rows: floats(batch, heads, length),
    scratch: scratch(kernels.scratch_bytes(length, headDim)),
  };
}

interface HeadsSizes {
  readonly dims: readonly Parameter[];
  readonly hidden: Parameter;
  /** The norm and the projections. */
  readonly weights: readonly Parameter[];
  /** What is heard, and what is kept for the backward pass: q, k, v, 1/rms, normalisers. */
  readonly kept: readonly Parameter[];
  readonly workspace: Parameter;
  readonly angles: readonly Parameter[];
  readonly scratch: Parameter;
}

function attentionHeads(random: RandomStream, kernels: NativeKernels): HeadsSizes {
  const [batch, length, dim] = [size(random, 3), size(random, 40), some(random, 20)];
  const [kvHeads, half] = [some(random, 2), some(random, 9)];
  const heads = kvHeads * some(random, 3);
  const [query, key, rows] = [heads * 2 * half, kvHeads * 2 * half, batch * length];
  const positions = below(random, length, 30);
  const table = floats(length === 0 ? 0 : 1 + largest(positions), half);
  const packed = Math.max(
    dim * (inPanels(query) + 2 * inPanels(key)),
    (query + 2 * key) * inPanels(dim),
  );
  return {
    dims: sizes(batch, length, dim, heads, kvHeads, 2 * half),
    hidden: floats(rows, dim),
    weights: [floats(dim), floats(dim, query), floats(dim, key), floats(dim, key)],
    kept: [
      ...[floats(rows, query), floats(rows, query), floats(rows, key), floats(rows, key)],
      ...[floats(rows), floats(rows, heads)],
    ],
    workspace: scratch(4 * (packed + length * (1 + 2 * dim + query + 2 * key) + dim)),
    angles: [table, table, integers(positions)],
    scratch: scratch(kernels.scratch_bytes(length, 2 * half)),
  };
}

interface OutputSizes {
  readonly dims: readonly Parameter[];
  readonly x: Parameter;
  readonly heard: Parameter;
  /** attention output, norm, gate, up, down. */
  readonly weights: readonly Parameter[];
  /** The same, packed: zeros, as each processor packs in a way of its own. */
  readonly panels: readonly Parameter[];
  /** What is kept for the backward pass: attended, 1/rms, gates, ups. */
  readonly kept: readonly Parameter[];
  readonly workspace: Parameter;
}

function blockOutput(random: RandomStream): OutputSizes {
  const [rows, dim] = [size(random, 200), some(random, 40)];
  const [heard, hidden] = [size(random, 40), size(random, 40)];
  const packed = Math.max(
    (heard + hidden) * inPanels(dim) + 2 * dim * inPanels(hidden),
    dim * (inPanels(heard) + inPanels(hidden)) + 2 * hidden * inPanels(dim),
  );
  const [inner, wide] = [floats(dim, hidden), floats(rows, hidden)];
  return {
    dims: sizes(rows, dim, heard, hidden),
    x: floats(rows, dim),
    heard: floats(rows, heard),
    weights: [floats(heard, dim), floats(dim), inner, inner, inner],
    panels: [
      ...[panels(heard, dim), floats(dim), panels(dim, hidden)],
      ...[panels(dim, hidden), panels(hidden, dim)],
    ],
    kept: [floats(rows, dim), floats(rows), wide, wide],
    workspace: scratch(4 * (packed + Math.min(rows, 96) * (2 * dim + 4 * hidden) + dim)),
  };
}

/** Every kernel of the addon, and how long its arrays have to be: said here without a look at native/extents.h. */
export const kernelCalls: Readonly<Record<keyof NativeKernels, Draw>> = {
  adam: (random) => {
    const count = size(random, 70);
    const array = floats(count);
    return [
      ...[array, array, array, array],
      ...sizes(count),
      ...[0.5, 0.9, 0.99, 1e-8, 0.1, 1.5].map(number),
    ];
  },
  add: arithmetic,
  subtract: arithmetic,
  product: arithmetic,
  divide: arithmetic,
  add_rows: (random) => {
    const [rows, width] = [size(random, 9), size(random, 40)];
    // Ids that are not in the table are left out.
    const ids = below(random, size(random, 20), rows + 3).map((id) => id - 1);
    return [
      ...[floats(ids.length, width), integers(ids), floats(rows, width)],
      ...sizes(rows, ids.length, width),
    ];
  },
  attention_heads: (random, kernels) => {
    const { dims, hidden, weights, kept, workspace, angles, scratch } = attentionHeads(
      random,
      kernels,
    );
    return [hidden, ...weights, ...kept, workspace, ...dims, number(1e-5), ...angles, scratch];
  },
  attention_heads_gradient: (random, kernels) => {
    const { dims, hidden, weights, kept, workspace, angles, scratch } = attentionHeads(
      random,
      kernels,
    );
    const dout = kept.slice(0, 1);
    const inputs = [hidden, ...weights];
    return [...inputs, ...kept, ...dout, ...inputs, workspace, ...dims, ...angles, scratch];
  },
  block_output: (random, kernels) => {
    const { dims, x, heard, weights, panels, kept, workspace } = blockOutput(random);
    const packed = random.chance(0.5);
    const room = [workspace, ...dims, ...sizes(Number(packed)), number(1e-5)];
    const given = packed ? panels : weights;
    return [x, heard, ...given, x, ...kept, ...room, scratch(multiplyScratch(kernels))];
  },
  block_output_gradient: (random, kernels) => {
    const { dims, x, heard, weights, kept, workspace } = blockOutput(random);
    const room = [workspace, ...dims, scratch(multiplyScratch(kernels))];
    return [heard, ...weights, ...kept, x, x, heard, ...weights, ...room];
  },
  cached_heads: (random, kernels) => {
    const [rows, dim] = [size(random, 20), some(random, 20)];
    const [kvHeads, headDim] = [some(random, 2), 2 * some(random, 9)];
    const heads = kvHeads * some(random, 3);
    const [tableWidth, PAGE] = [some(random, 3), 16];
    const positions = below(random, rows, tableWidth * PAGE);
    const sequences = below(random, rows, some(random, 3));
    const reach = rows === 0 ? 0 : 1 + largest(positions);
    const tables = below(random, rows === 0 ? 0 : tableWidth * (1 + largest(sequences)), 9);
    const pages = rows === 0 ? 0 : 1 + largest(tables);
    const workspace = rows * (1 + dim + 2 * kvHeads * headDim) + tableWidth * PAGE;
    const [query, key] = [panels(dim, heads * headDim), panels(dim, kvHeads * headDim)];
    const cache = floats(pages, kvHeads, PAGE, headDim);
    const angles = floats(reach, headDim / 2);
    return [
      ...[floats(rows, dim), floats(dim), query, key, key, cache, cache],
      ...[integers(positions), integers(sequences), integers(tables)],
      ...[floats(rows, heads, headDim), scratch(4 * workspace)],
      ...sizes(rows, dim, heads, kvHeads, headDim, tableWidth),
      ...[number(1e-5), angles, angles, scratch(multiplyScratch(kernels))],
    ];
  },
  causal_attention: (random, kernels) => {
    const { dims, q, kv, rows, scratch } = attention(random, kernels);
    return [q, kv, kv, q, rows, ...dims, scratch];
  },
  causal_attention_gradient: (random, kernels) => {
    const { dims, q, kv, rows, scratch } = attention(random, kernels);
    return [q, kv, kv, q, rows, q, q, kv, kv, ...dims, scratch];
  },
  chosen_logprobs: (random) => {
    const [rows, vocabulary] = [size(random, 6), some(random, 70)];
    const targets = integers(below(random, rows, vocabulary));
    return [
      ...[floats(rows, vocabulary), targets, floats(rows), floats(rows)],
      ...sizes(rows, vocabulary),
    ];
  },
  chosen_logprobs_gradient: (random) => {
    const [rows, vocabulary] = [size(random, 6), some(random, 70)];
    const logits = floats(rows, vocabulary);
    const targets = integers(below(random, rows, vocabulary));
    return [logits, targets, floats(rows), floats(rows), logits, ...sizes(rows, vocabulary)];
  },
  decode: (random, kernels) => {
    const [rows, passes, depth, dim] = [
      size(random, 9),
      size(random, 3),
      size(random, 3),
      some(random, 20),
    ];
    const [kvHeads, headDim] = [some(random, 2), 2 * some(random, 9)];
    const heads = kvHeads * some(random, 3);
    const [hiddenDim, vocabulary] = [size(random, 20), some(random, 40)];
    const [tableWidth, PAGE] = [some(random, 3), 16];
    const positions = below(random, rows, tableWidth * PAGE - passes + 1);
    const tables = below(random, rows * tableWidth, 9);
    const newest = Int32Array.of(
      ...below(random, rows, vocabulary),
      ...positions,
      ...below(random, rows, rows),
      ...new Int32Array(Float32Array.from({ length: rows }, () => random.pick([0, 0.5, 1])).buffer),
      ...tables,
      ...below(random, passes * rows, 2 ** 31),
    );
    const isEmpty = rows === 0 || passes === 0;
    const pages = isEmpty ? 0 : 1 + largest(tables);
    const reach = isEmpty ? 0 : passes + largest(positions);
    const [query, key] = [heads * headDim, kvHeads * headDim];
    const cache = floats(pages, kvHeads, PAGE, headDim);
    const layer = [
      ...[floats(dim), panels(dim, query), panels(dim, key), panels(dim, key), cache, cache],
      ...[panels(query, dim), floats(dim), panels(dim, hiddenDim), panels(dim, hiddenDim)],
      panels(hiddenDim, dim),
    ];
    const each = 3 * dim + query + 2 * key + 3 * hiddenDim + vocabulary + 2;
    const angles = floats(reach, headDim / 2);
    return [
      ...[floats(vocabulary, dim), floats(dim), panels(dim, vocabulary), floats(passes, rows, 2)],
      scratch(4 * (rows * each + vocabulary + tableWidth * PAGE)),
      { kind: 'list', members: Array.from({ length: depth }, () => layer).flat() },
      integers(newest),
      ...sizes(rows, passes, depth, dim, heads, kvHeads, headDim, hiddenDim, vocabulary),
      ...sizes(tableWidth),
      ...[number(1e-5), angles, angles, scratch(multiplyScratch(kernels))],
    ];
  },
  gather_rows: (random) => {
    const [outer, rows, width] = [size(random, 3), some(random, 9), size(random, 40)];
    const ids = below(random, size(random, 20), rows);
    return [
      ...[floats(outer, rows, width), integers(ids), floats(outer, ids.length, width)],
      ...sizes(outer, rows, ids.length, width),
    ];
  },
  matmul: (random, kernels) => {
    const large = random.chance(0.1) ? 8 : 1;
    const [m, n, k] = [70, 40, 40].map((most) => size(random, most * large)) as Three;
    const count = size(random, 3);
    const [oneA, oneB] = [random.chance(0.3), random.chance(0.3)];
    const pairs = (one: boolean) => (one ? Math.min(1, count) : count);
    return [
      ...[floats(pairs(oneA), m, k), floats(pairs(oneB), k, n), floats(count, m, n)],
      ...sizes(count, oneA ? 0 : m * k, oneB ? 0 : k * n, m, n, k),
      ...sizes(random.integer(2), random.integer(2)),
      scratch(multiplyScratch(kernels)),
    ];
  },
  next_tokens: (random) => {
    const [rows, vocabulary] = [size(random, 6), some(random, 70)];
    return [
      ...[floats(rows, vocabulary), integers(below(random, rows, 2 ** 31))],
      ...[floats(rows), floats(rows, 2), scratch(4 * vocabulary)],
      ...sizes(rows, vocabulary),
    ];
  },
  pack_matrix: (random) => {
    const [depth, columns] = [size(random, 9), size(random, 70)];
    return [
      ...[floats(depth, columns), panels(depth, columns)],
      ...sizes(depth, columns, random.integer(2)),
    ];
  },
  rms_norm: (random) => {
    const [rows, dim] = [size(random, 6), size(random, 70)];
    const x = floats(rows, dim);
    return [x, floats(dim), x, floats(rows), ...sizes(rows, dim), number(1e-5)];
  },
  rms_norm_gradient: (random) => {
    const [rows, dim] = [size(random, 6), size(random, 70)];
    const x = floats(rows, dim);
    return [x, floats(dim), floats(rows), x, x, floats(dim), ...sizes(rows, dim)];
  },
  rotary_embedding: (random) => {
    const [rows, heads, half] = [size(random, 9), size(random, 3), size(random, 40)];
    const period = some(random, 9);
    const positions = below(random, Math.min(period, rows), 30);
    const x = floats(rows, heads, 2 * half);
    const table = floats(rows === 0 ? 0 : 1 + largest(positions), half);
    return [
      ...[x, x, table, table, integers(positions)],
      ...sizes(period, rows, heads, half),
      number(random.pick([1, -1])),
    ];
  },
  scratch_bytes: (random) => sizes(size(random, 1000), size(random, 100)),
  square_sums: (random) => {
    const [count, sums, first] = [size(random, 200), size(random, 5), random.integer(4)];
    return [floats(count), floats(sums === 0 ? 0 : first + sums), ...sizes(count, sums, first)];
  },
  sum_axis: (random) => {
    const [outer, middle, inner] = [size(random, 6), size(random, 20), size(random, 40)];
    return [floats(outer, middle, inner), floats(outer, inner), ...sizes(outer, middle, inner)];
  },
  swap_axes: (random) => {
    const dims = [size(random, 3), size(random, 9), size(random, 9), size(random, 40)];
    return [floats(...dims), floats(...dims), ...sizes(...dims)];
  },
  swi_glu: elementwise(3),
  swi_glu_gradient: elementwise(5),
  tanh_of: elementwise(2),
};

/** Columns in panels of any processor: of two vectors of 16 numbers at most. */
const inPanels = (columns: number): number => 32 * Math.ceil(columns / 32);

const panels = (depth: number, columns: number): ArrayParameter =>
  scratch(4 * depth * inPanels(columns));

type Three = [number, number, number];

/** Bytes that a product alone needs: those of a sequence of length 0, less the block of sums of attention. */
function multiplyScratch(kernels: NativeKernels): number {
  return kernels.scratch_bytes(0, 0) - 4 * 32;
}
