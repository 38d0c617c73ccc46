import { gpuProgram } from '../gpu-program.ts';

/**
 * out[ids[i]] += rows[i], from 0, runs of `width` numbers; ids outside are left out. Each row of `out` is one group's,
 * which looks through all ids and adds in their order: no two add to one number.
 */
export const addRows = gpuProgram({
  tensors: { rows: 'read', ids: 'readIntegers', out: 'write' },
  numbers: { outRows: 'u32', idCount: 'u32', width: 'u32' },
  each: 'group',
  count: ({ outRows }) => outRows,
  code: `
    fn work(row: u32, lane: u32) {
      let first = row * numbers.width;
      for (var column = lane; column < numbers.width; column += LANES) {
        out[first + column] = 0;
      }
      for (var i = 0u; i < numbers.idCount; i++) {
        if (u32(ids[i]) != row) {
          continue;
        }
        for (var column = lane; column < numbers.width; column += LANES) {
          out[first + column] += rows[i * numbers.width + column];
        }
      }
    }`,
});
