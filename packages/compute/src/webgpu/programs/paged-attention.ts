import { gpuProgram } from '../gpu-program.ts';
import { ATTEND } from './attend.ts';

/** `places` of rows, `[row][3]`: the position of a row, its place in the cache, and the sequence that it belongs to. */
export const PLACES = `
    fn positionOf(row: u32) -> u32 {
      return u32(places[3 * row]);
    }
    fn cachePlaceOf(row: u32) -> u32 {
      return u32(places[3 * row + 1]);
    }
    fn sequenceOf(row: u32) -> u32 {
      return u32(places[3 * row + 2]);
    }`;

/** Writes the keys and values of rows, `[row][kvHead][headDim]`, each to its own place, `[place][kvHead][headDim]`. */
export const pagedWrite = gpuProgram({
  tensors: {
    ...({ k: 'read', v: 'read', places: 'readIntegers' } as const),
    ...({ keys: 'write', values: 'write' } as const),
  },
  numbers: { rows: 'u32', width: 'u32' },
  each: 'element',
  count: ({ rows, width }) => rows * width,
  code: `${PLACES}
    fn work(i: u32) {
      let to = cachePlaceOf(i / numbers.width) * numbers.width + i % numbers.width;
      keys[to] = k[i];
      values[to] = v[i];
    }`,
});

/**
 * Attention of one query a row, `[row][head][headDim]`, over the last `window` positions of its sequence up to its own,
 * all of which are in the cache. `tables` says which pages a sequence has (decoding/cache-rows.ts). A group for each head
 * of each row.
 */
export const pagedAttention = gpuProgram({
  tensors: {
    ...({ q: 'read', k: 'read', v: 'read' } as const),
    ...({ places: 'readIntegers', tables: 'readIntegers', out: 'write' } as const),
  },
  numbers: {
    ...({ rows: 'u32', heads: 'u32', kvHeads: 'u32', headDim: 'u32' } as const),
    ...({ tableWidth: 'u32', page: 'u32', window: 'u32' } as const),
  },
  each: 'group',
  count: ({ rows, heads }) => rows * heads,
  code: `${PLACES}
    fn placeOf(group: u32, position: u32) -> u32 {
      let kvHead = group % numbers.heads * numbers.kvHeads / numbers.heads;
      let table = sequenceOf(group / numbers.heads) * numbers.tableWidth;
      let page = u32(tables[table + position / numbers.page]);
      let place = page * numbers.page + position % numbers.page;
      return (place * numbers.kvHeads + kvHead) * numbers.headDim;
    }
    ${ATTEND}
    fn work(group: u32, lane: u32) {
      let end = positionOf(group / numbers.heads) + 1;
      let start = end - min(end, numbers.window);
      attend(group * numbers.headDim, group, start, end, lane);
    }`,
});
