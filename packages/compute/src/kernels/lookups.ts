import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelArgument, KernelList } from './kernel-module.ts';

/** Kernels that look a row up: which of their tensors are the indices, and which number says how many rows there are. */
const LOOKUPS: Readonly<
  Record<string, { readonly ids: number; readonly rows: number } | undefined>
> = {
  gather_rows: { ids: 1, rows: 1 },
  chosen_logprobs: { ids: 1, rows: 1 },
};

/**
 * The place of an index that no row has, or −1. A card could say so only at the cost of waiting for it; `integersOf` gives
 * those of a tensor that are known here, null where they are not.
 */
export function firstOutside(
  kernel: string,
  tensors: readonly TensorInfo[],
  others: readonly (KernelArgument | KernelList)[],
  integersOf: (tensor: TensorInfo) => Int32Array | null,
): number {
  const lookup = LOOKUPS[kernel];
  if (lookup === undefined) return -1;
  const [ids, rows] = [tensors[lookup.ids], Number(others[lookup.rows])];
  const known = ids === undefined ? null : integersOf(ids);
  return known?.findIndex((id) => id < 0 || id >= rows) ?? -1;
}
