import { closeSync, openSync, readSync } from 'node:fs';
import type { NumberFormat } from './number-format.ts';

/** Blocks are decoded in pieces of about this many bytes. */
const PIECE = 2 ** 20;

/**
 * Reads `count` numbers that start at byte `start` of a file: nothing but the result and a piece of the file is in
 * memory. Throws, naming the file, when it ends before.
 */
export function readNumbers(
  path: string,
  format: NumberFormat,
  start: number,
  count: number,
): Float32Array {
  const values = new Float32Array(count);
  const blocksOfPiece = Math.floor(PIECE / format.bytes);
  const blocks = count / format.numbers;
  const piece = new Uint8Array(Math.min(blocks, blocksOfPiece) * format.bytes);
  const file = openSync(path, 'r');
  try {
    for (let block = 0; block < blocks; block += blocksOfPiece) {
      const until = Math.min(blocks, block + blocksOfPiece);
      const bytes = piece.subarray(0, (until - block) * format.bytes);
      readWhole(path, file, bytes, start + block * format.bytes);
      format.decode(bytes, values.subarray(block * format.numbers, until * format.numbers));
    }
  } finally {
    closeSync(file);
  }
  return values;
}

/** Fills `bytes` with what starts at `position`. Throws when the file ends before. */
export function readWhole(path: string, file: number, bytes: Uint8Array, position: number): void {
  let filled = 0;
  while (filled < bytes.length) {
    const read = readSync(file, bytes, filled, bytes.length - filled, position + filled);
    if (read === 0) throw new Error(`${path} is truncated: it ends at byte ${position + filled}`);
    filled += read;
  }
}
