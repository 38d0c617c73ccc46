import { gpuProgram } from '../gpu-program.ts';
import { PLACES } from './paged-attention.ts';

/** Both numbers of a pair, turned by an angle. */
const TURN = `
    fn turned(low: f32, high: f32, angle: u32, direction: f32) -> vec2f {
      let c = cosines[angle];
      let s = sines[angle] * direction;
      return vec2f(low * c - high * s, high * c + low * s);
    }`;

/**
 * Turns element i and element i + half of each head by the angle of the row's position. x and out are
 * `[row][head][2 · half]`, cosines and sines `[position][half]`; row r has position positions[r % period].
 * `direction` is 1, or −1 to turn back.
 */
export const rotaryEmbedding = gpuProgram({
  tensors: {
    ...({ x: 'read', out: 'write' } as const),
    ...({ cosines: 'read', sines: 'read', positions: 'readIntegers' } as const),
  },
  numbers: { period: 'u32', rows: 'u32', heads: 'u32', half: 'u32', direction: 'f32' },
  each: 'element',
  count: ({ rows, heads, half }) => rows * heads * half,
  code: `${TURN}
    fn work(pair: u32) {
      let head = pair / numbers.half;
      let i = pair % numbers.half;
      let row = head / numbers.heads;
      let angle = u32(positions[row % numbers.period]) * numbers.half + i;
      let low = head * 2 * numbers.half + i;
      let both = turned(x[low], x[low + numbers.half], angle, numbers.direction);
      out[low] = both.x;
      out[low + numbers.half] = both.y;
    }`,
});

/** The same for queries and keys at once, in place. */
export const rotaryHeads = gpuProgram({
  tensors: {
    ...({ q: 'write', k: 'write' } as const),
    ...({ cosines: 'read', sines: 'read', positions: 'readIntegers' } as const),
  },
  numbers: {
    ...({ period: 'u32', rows: 'u32', heads: 'u32', kvHeads: 'u32', half: 'u32' } as const),
    ...({ direction: 'f32' } as const),
  },
  each: 'element',
  count: ({ rows, heads, kvHeads, half }) => rows * (heads + kvHeads) * half,
  code: `${TURN}
    fn work(pair: u32) {
      let head = pair / numbers.half % (numbers.heads + numbers.kvHeads);
      let row = pair / numbers.half / (numbers.heads + numbers.kvHeads);
      let i = pair % numbers.half;
      let angle = u32(positions[row % numbers.period]) * numbers.half + i;
      if (head < numbers.heads) {
        let low = (row * numbers.heads + head) * 2 * numbers.half + i;
        let both = turned(q[low], q[low + numbers.half], angle, numbers.direction);
        q[low] = both.x;
        q[low + numbers.half] = both.y;
      } else {
        let low = (row * numbers.kvHeads + head - numbers.heads) * 2 * numbers.half + i;
        let both = turned(k[low], k[low + numbers.half], angle, numbers.direction);
        k[low] = both.x;
        k[low + numbers.half] = both.y;
      }
    }`,
});

/**
 * Turns the queries of rows in place, and puts their keys, turned, and their values where these belong in a cache in pages.
 */
export const turnIntoPages = gpuProgram({
  tensors: {
    ...({ q: 'write', k: 'read', v: 'read', keys: 'write', values: 'write' } as const),
    ...({ places: 'readIntegers', cosines: 'read', sines: 'read' } as const),
  },
  numbers: { rows: 'u32', heads: 'u32', kvHeads: 'u32', half: 'u32' },
  each: 'element',
  count: ({ rows, heads, kvHeads, half }) => rows * (heads + kvHeads) * half,
  code: `${TURN}${PLACES}
    fn work(pair: u32) {
      let head = pair / numbers.half % (numbers.heads + numbers.kvHeads);
      let row = pair / numbers.half / (numbers.heads + numbers.kvHeads);
      let i = pair % numbers.half;
      let angle = positionOf(row) * numbers.half + i;
      if (head < numbers.heads) {
        let low = (row * numbers.heads + head) * 2 * numbers.half + i;
        let both = turned(q[low], q[low + numbers.half], angle, 1);
        q[low] = both.x;
        q[low + numbers.half] = both.y;
      } else {
        let kvHead = head - numbers.heads;
        let low = (row * numbers.kvHeads + kvHead) * 2 * numbers.half + i;
        let to = (cachePlaceOf(row) * numbers.kvHeads + kvHead) * 2 * numbers.half + i;
        let both = turned(k[low], k[low + numbers.half], angle, 1);
        keys[to] = both.x;
        keys[to + numbers.half] = both.y;
        values[to] = v[low];
        values[to + numbers.half] = v[low + numbers.half];
      }
    }`,
});
