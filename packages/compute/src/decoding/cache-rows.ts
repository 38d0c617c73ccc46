import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** Positions of a page of the key-value cache. */
export const PAGE = 16;

/** Where new tokens belong: one row each, of any sequences, the positions of a sequence in ascending order. */
export interface CacheRows {
  /** `[row]` which table is the row's. */
  readonly sequences: Int32Array;
  /** `[row]` where the token stands in its sequence. */
  readonly positions: Int32Array;
  /** `[sequence][pageIndex]` the page that holds positions pageIndex · PAGE and on; what lies past the end is not read. */
  readonly tables: Int32Array;
  /** Pages of a table. */
  readonly tableWidth: number;
}

/** Place of a row's position in the cache as a whole, counted in positions. */
export function placeOf({ tables, tableWidth }: CacheRows, sequence: number, position: number) {
  const page = tables[sequence * tableWidth + Math.floor(position / PAGE)] ?? -1;
  return page * PAGE + (position % PAGE);
}

/** The same on the active backend. */
export function rowTensors({ sequences, positions, tables, tableWidth }: CacheRows): {
  readonly sequences: Tensor1D;
  readonly positions: Tensor1D;
  readonly tables: Tensor2D;
} {
  return {
    sequences: tf.tensor1d(sequences, 'int32'),
    positions: tf.tensor1d(positions, 'int32'),
    tables: tf.tensor2d(tables, [tables.length / tableWidth, tableWidth], 'int32'),
  };
}

/** Throws unless every row has a place in a cache of `pages`: kernels read memory by these numbers alone. */
export function assertRows(rows: CacheRows, pages: number): void {
  const { sequences, positions, tables, tableWidth } = rows;
  if (sequences.length !== positions.length) {
    throw new RangeError(`${sequences.length} rows have ${positions.length} positions`);
  }
  sequences.forEach((sequence, row) => {
    const position = positions[row] ?? -1;
    const known = sequence >= 0 && sequence < tables.length / tableWidth;
    if (!known || position < 0 || position >= tableWidth * PAGE) {
      throw new RangeError(
        `row ${row} is position ${position} of sequence ${sequence}, but there are ` +
          `${tables.length / tableWidth} tables of ${tableWidth * PAGE} positions`,
      );
    }
  });
  const stranger = tables.find((page) => page < 0 || page >= pages);
  if (stranger !== undefined) {
    throw new RangeError(`page ${stranger} is not in a cache of ${pages} pages`);
  }
}
