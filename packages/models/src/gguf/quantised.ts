import { halfPrecision } from '../number-formats/half-precision.ts';
import type { NumberFormat } from '../number-formats/number-format.ts';

/**
 * The quantised formats of GGUF that are read, as `ggml-quants.c` of llama.cpp defines them: blocks of whole numbers of
 * few bits, with scales in half precision.
 */

/** Makes a format of a function that decodes one block, which starts at byte `at`. */
function blocksOf(
  numbers: number,
  bytes: number,
  decodeBlock: (stored: Uint8Array, at: number, values: Float32Array) => void,
): NumberFormat {
  return {
    numbers,
    bytes,
    decode: (stored, values) => {
      for (let block = 0; block * numbers < values.length; block++) {
        const own = values.subarray(block * numbers, (block + 1) * numbers);
        decodeBlock(stored, block * bytes, own);
      }
    },
  };
}

/** 32 numbers: a scale, then signed bytes. */
export const Q8_0 = blocksOf(32, 34, (stored, at, values) => {
  const scale = half(stored, at);
  for (let index = 0; index < 32; index++) values[index] = scale * signed(stored, at + 2 + index);
});

/** 32 numbers: a scale, then four bits each, less 8. */
export const Q4_0 = blocksOf(32, 18, (stored, at, values) => {
  const scale = half(stored, at);
  decodeNibbles(stored, at + 2, 16, values, 0, [scale, scale], [-8 * scale, -8 * scale]);
});

/** 32 numbers: a scale and a least value, then four bits each. */
export const Q4_1 = blocksOf(32, 20, (stored, at, values) => {
  const [scale, least] = [half(stored, at), half(stored, at + 2)];
  decodeNibbles(stored, at + 4, 16, values, 0, [scale, scale], [least, least]);
});

/** 256 numbers of four bits: eight parts of 32 with a scale and a least value each, of six bits, two scales for those. */
export const Q4_K = blocksOf(256, 144, (stored, at, values) => {
  const [scaleOfScales, scaleOfLeasts] = [half(stored, at), half(stored, at + 2)];
  const part = (index: number): readonly [scale: number, least: number] => {
    const [scale, least] = sixBits(stored, at + 4, index);
    return [scaleOfScales * scale, -scaleOfLeasts * least];
  };
  for (let pair = 0; pair < 4; pair++) {
    const [low, high] = [part(2 * pair), part(2 * pair + 1)];
    const from = at + 16 + 32 * pair;
    decodeNibbles(stored, from, 32, values, 64 * pair, [low[0], high[0]], [low[1], high[1]]);
  }
});

/** 256 numbers of six bits, four in one place and two in another, less 32: sixteen parts with a scale of a byte each. */
export const Q6_K = blocksOf(256, 210, (stored, at, values) => {
  const [upper, scales, scale] = [at + 128, at + 192, half(stored, at + 208)];
  for (let index = 0; index < 256; index++) {
    // Halves of 128; in each, four rows of 32.
    const [halfway, row, column] = [index >> 7, (index >> 5) & 3, index & 31];
    const lower = byte(stored, at + 64 * halfway + 32 * (row & 1) + column) >> (row < 2 ? 0 : 4);
    const higher = byte(stored, upper + 32 * halfway + column) >> (2 * row);
    const whole = (lower & 15) + ((higher & 3) << 4) - 32;
    values[index] = scale * signed(stored, scales + (index >> 4)) * whole;
  }
});

/** `count` bytes: their lower halves are as many numbers, their upper halves the next ones; each half · scale + least. */
function decodeNibbles(
  stored: Uint8Array,
  at: number,
  count: number,
  values: Float32Array,
  to: number,
  scales: readonly [number, number],
  leasts: readonly [number, number],
): void {
  for (let index = 0; index < count; index++) {
    const both = byte(stored, at + index);
    values[to + index] = scales[0] * (both & 15) + leasts[0];
    values[to + count + index] = scales[1] * (both >> 4) + leasts[1];
  }
}

/** Scale and least value of a part of Q4_K: eight of each in twelve bytes. */
function sixBits(stored: Uint8Array, at: number, part: number): readonly [number, number] {
  const of = (index: number): number => byte(stored, at + index);
  if (part < 4) return [of(part) & 63, of(part + 4) & 63];
  const rest = of(part + 4);
  return [(rest & 15) | ((of(part - 4) >> 6) << 4), (rest >> 4) | ((of(part) >> 6) << 4)];
}

function byte(stored: Uint8Array, at: number): number {
  return stored[at] ?? 0;
}

function signed(stored: Uint8Array, at: number): number {
  return (byte(stored, at) << 24) >> 24;
}

function half(stored: Uint8Array, at: number): number {
  return halfPrecision()[byte(stored, at) | (byte(stored, at + 1) << 8)] ?? NaN;
}
