import { gpuProgram } from '../gpu-program.ts';
import { ATTEND } from './attend.ts';

/** Rows of any sequences at any positions, and the pages of positions that hold them (decoding/cache-rows.ts). */
const ROWS = {
  positions: 'readIntegers',
  sequences: 'readIntegers',
  tables: 'readIntegers',
} as const;

const NUMBERS = {
  rows: 'u32',
  kvHeads: 'u32',
  headDim: 'u32',
  tableWidth: 'u32',
  page: 'u32',
} as const;

/** Where key and value of a position of a sequence are in the cache, `[place][kvHead][headDim]`: of its first head. */
const IN_CACHE = `
    fn inCache(sequence: u32, position: u32) -> u32 {
      let page = u32(tables[sequence * numbers.tableWidth + position / numbers.page]);
      return (page * numbers.page + position % numbers.page) * numbers.kvHeads * numbers.headDim;
    }`;

/** Writes the keys and values of rows, `[row][kvHead][headDim]`, each at its own position, into the cache. */
export const pagedWrite = gpuProgram({
  tensors: {
    ...({ k: 'read', v: 'read', ...ROWS } as const),
    ...({ keys: 'write', values: 'write' } as const),
  },
  numbers: NUMBERS,
  each: 'element',
  count: ({ rows, kvHeads, headDim }) => rows * kvHeads * headDim,
  code: `${IN_CACHE}
    fn work(i: u32) {
      let width = numbers.kvHeads * numbers.headDim;
      let row = i / width;
      let to = inCache(u32(sequences[row]), u32(positions[row])) + i % width;
      keys[to] = k[i];
      values[to] = v[i];
    }`,
});

/**
 * Attention of one query a row, `[row][head][headDim]`, over the last \`window\` positions of its sequence up to its own,
 * all of which are in the cache. A group for each head of each row.
 */
export const pagedAttention = gpuProgram({
  tensors: { q: 'read', k: 'read', v: 'read', ...ROWS, out: 'write' },
  numbers: { ...NUMBERS, heads: 'u32', window: 'u32' },
  each: 'group',
  count: ({ rows, heads }) => rows * heads,
  code: `${IN_CACHE}
    fn placeOf(group: u32, position: u32) -> u32 {
      let kvHead = group % numbers.heads * numbers.kvHeads / numbers.heads;
      return inCache(u32(sequences[group / numbers.heads]), position) + kvHead * numbers.headDim;
    }
    ${ATTEND}
    fn work(group: u32, lane: u32) {
      let end = u32(positions[group / numbers.heads]) + 1;
      let start = end - min(end, numbers.window);
      attend(group * numbers.headDim, group, start, end, lane);
    }`,
});
