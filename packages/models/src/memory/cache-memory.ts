import { headDim } from '@waltz/core';
import type { Architecture } from '../model/architecture.ts';

/** Bytes of the keys and values of so many positions, of any sequences, in all layers. */
export function cacheMemory(architecture: Architecture, positions: number): number {
  const { layers, kvHeads } = architecture;
  const perPosition = layers * 2 * kvHeads * headDim(architecture);
  return positions * perPosition * Float32Array.BYTES_PER_ELEMENT;
}
