import { rotaryFrequencies } from '@waltz/compute';
import { headDim, type ModelSize } from '@waltz/core';

/** A decoder-only transformer of the Llama family; key and value heads are shared (Ainslie et al., 2023). */
export interface Architecture extends ModelSize {
  /** Base of the rotary frequencies (Su et al., 2021). */
  readonly ropeBase: number;
  /** `[pair]` what each rotary frequency is divided by, where a model stretches them to read longer texts. */
  readonly ropeFactors?: readonly number[];
  readonly normEpsilon: number;
  /** Whether queries, keys and values have biases, as in Qwen2. */
  readonly attentionBiases?: boolean;
  /** Whether the queries and keys of each head are normalised before they are turned, as in Qwen3. */
  readonly headNorms?: boolean;
  /** `[layer]` how many positions a layer hears, its own included; null where it hears all, left out where all do. */
  readonly windows?: readonly (number | null)[];
}

/** What a layer projects by, as PEFT's `target_modules` name it. */
export const PROJECTIONS = [
  ...(['q_proj', 'k_proj', 'v_proj', 'o_proj'] as const),
  ...(['gate_proj', 'up_proj', 'down_proj'] as const),
];

export type Projection = (typeof PROJECTIONS)[number];

/** Low-rank adapters W + alpha / rank · A·B (Hu et al., 2021). */
export interface LoraSettings {
  readonly rank: number;
  readonly alpha: number;
  /** The projections of each layer that have one; all of them where it is left out. */
  readonly projections?: readonly Projection[];
}

/** `[pair]` how far a pair of a head turns from one position to the next, in radians. */
export function ropeFrequencies(architecture: Architecture): readonly number[] {
  const { ropeBase, ropeFactors } = architecture;
  const frequencies = rotaryFrequencies(headDim(architecture), ropeBase);
  return frequencies.map((frequency, pair) => frequency / (ropeFactors?.[pair] ?? 1));
}

/** Throws with every reason for which these sizes do not make a transformer. */
export function assertArchitecture(architecture: Architecture): void {
  const { dim, heads, kvHeads, ropeFactors, windows, layers } = architecture;
  const width = headDim(architecture);
  const problems: string[] = [];
  const sizes = ['dim', 'layers', 'heads', 'kvHeads', 'hiddenDim', 'maxPositions'] as const;
  for (const size of sizes) {
    if (architecture[size] < 1)
      problems.push(`${size} is ${architecture[size]}, must be at least 1`);
  }
  if (!Number.isInteger(width)) {
    problems.push(`dim ${dim} must be a multiple of heads ${heads}`);
  } else if (width % 2 !== 0) {
    problems.push(`a head is ${width} wide, must be even for rotary positions`);
  }
  if (heads % kvHeads !== 0)
    problems.push(`heads ${heads} must be a multiple of kvHeads ${kvHeads}`);
  if (ropeFactors && ropeFactors.length !== width / 2) {
    problems.push(`${ropeFactors.length} ropeFactors, must be one for each of ${width / 2} pairs`);
  }
  if (windows && windows.length !== layers) {
    problems.push(`${windows.length} windows, must be one for each of ${layers} layers`);
  }
  if (problems.length > 0)
    throw new Error(`these sizes make no transformer: ${problems.join('; ')}`);
}
