import { gpuProgram } from '../gpu-program.ts';

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
  code: `
    fn work(pair: u32) {
      let head = pair / numbers.half;
      let i = pair % numbers.half;
      let row = head / numbers.heads;
      let angle = u32(positions[row % numbers.period]) * numbers.half + i;
      let c = cosines[angle];
      let s = sines[angle] * numbers.direction;
      let at = head * 2 * numbers.half + i;
      let low = x[at];
      let high = x[at + numbers.half];
      out[at] = low * c - high * s;
      out[at + numbers.half] = high * c + low * s;
    }`,
});
