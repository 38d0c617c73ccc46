import { gpuProgram } from '../gpu-program.ts';

/** out[block][row] = table[block][ids[row]], runs of `width` numbers; NaN where the table has no such row. */
export const gatherRows = gpuProgram({
  tensors: { table: 'read', ids: 'readIntegers', out: 'write' },
  numbers: { blocks: 'u32', tableRows: 'u32', rows: 'u32', width: 'u32' },
  each: 'element',
  count: ({ blocks, rows, width }) => blocks * rows * width,
  code: `
    fn work(i: u32) {
      let row = i / numbers.width;
      let block = row / numbers.rows;
      // What is below 0 is beyond every table as an unsigned number.
      let id = u32(ids[row - block * numbers.rows]);
      if (id >= numbers.tableRows) {
        out[i] = numbers.NaN;
        return;
      }
      out[i] = table[(block * numbers.tableRows + id) * numbers.width + i % numbers.width];
    }`,
});
