import { halfPrecision } from './half-precision.ts';

/** How numbers lie in a file: blocks of `numbers` numbers, each of `bytes` bytes, little-endian. */
export interface NumberFormat {
  readonly numbers: number;
  readonly bytes: number;
  /** Writes the numbers of whole blocks to `values`. `stored` starts at a multiple of four bytes of its memory. */
  decode(stored: Uint8Array, values: Float32Array): void;
}

/** IEEE 754 single precision. */
export const F32: NumberFormat = {
  numbers: 1,
  bytes: 4,
  decode: ({ buffer, byteOffset }, values) => {
    values.set(new Float32Array(buffer, byteOffset, values.length));
  },
};

/** IEEE 754 half precision. */
export const F16: NumberFormat = {
  numbers: 1,
  bytes: 2,
  decode: ({ buffer, byteOffset }, values) => {
    const bits = new Uint16Array(buffer, byteOffset, values.length);
    const known = halfPrecision();
    for (let index = 0; index < values.length; index++) {
      values[index] = known[bits[index] ?? 0] ?? NaN;
    }
  },
};

/** The upper half of single precision. */
export const BF16: NumberFormat = {
  numbers: 1,
  bytes: 2,
  decode: ({ buffer, byteOffset }, values) => {
    const upper = new Uint16Array(buffer, byteOffset, values.length);
    const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let index = 0; index < values.length; index++) bits[index] = (upper[index] ?? 0) << 16;
  },
};
