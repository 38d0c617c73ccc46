import type { ModelSize } from '@waltz/core';

/** A decoder-only transformer of the Llama family; key and value heads are shared (Ainslie et al., 2023). */
export interface Architecture extends ModelSize {
  /** Base of the rotary frequencies (Su et al., 2021). */
  readonly ropeBase: number;
  readonly normEpsilon: number;
}

/** Low-rank adapters W + alpha / rank · A·B on every projection (Hu et al., 2021). */
export interface LoraSettings {
  readonly rank: number;
  readonly alpha: number;
}

/** Width of one attention head. */
export function headDim({ dim, heads }: Architecture): number {
  return dim / heads;
}

/** Throws with every reason for which these sizes do not make a transformer. */
export function assertArchitecture(architecture: Architecture): void {
  const { dim, heads, kvHeads } = architecture;
  const problems: string[] = [];
  const sizes = ['dim', 'layers', 'heads', 'kvHeads', 'hiddenDim', 'maxPositions'] as const;
  for (const size of sizes) {
    if (architecture[size] < 1)
      problems.push(`${size} is ${architecture[size]}, must be at least 1`);
  }
  if (dim % heads !== 0) {
    problems.push(`dim ${dim} must be a multiple of heads ${heads}`);
  } else if ((dim / heads) % 2 !== 0) {
    problems.push(`a head is dim / heads = ${dim / heads} wide, must be even for rotary positions`);
  }
  if (heads % kvHeads !== 0)
    problems.push(`heads ${heads} must be a multiple of kvHeads ${kvHeads}`);
  if (problems.length > 0)
    throw new Error(`these sizes make no transformer: ${problems.join('; ')}`);
}
