import type { Keys } from './keys.ts';

const KINDS = ['default', 'llama3'] as const;

/**
 * The base of the rotary frequencies and what each of them is divided by, from `rope_parameters`, or from `rope_theta`
 * and `rope_scaling`, as configs had it before transformers 5.
 */
export function ropeOf(
  config: Keys,
  headDim: number,
): { readonly ropeBase: number; readonly ropeFactors?: readonly number[] } {
  const rope = config.below(config.has('rope_parameters') ? 'rope_parameters' : 'rope_scaling');
  const ropeBase = rope.positive('rope_theta', config.positive('rope_theta', 10_000));
  const kind = rope.choice(rope.has('rope_type') ? 'rope_type' : 'type', KINDS, 'default');
  return kind === 'default'
    ? { ropeBase }
    : { ropeBase, ropeFactors: llama3Factors(rope, ropeBase, headDim) };
}

/**
 * `[pair]` what Llama 3.1 divides each frequency by: nothing where a turn takes few positions, `factor` where it takes
 * more than the model was first trained on, and in between a blend of both frequencies
 * (`_compute_llama3_parameters` of transformers).
 */
function llama3Factors(rope: Keys, base: number, headDim: number): readonly number[] {
  const factor = rope.positive('factor');
  const low = rope.positive('low_freq_factor');
  const high = rope.positive('high_freq_factor');
  const positions = rope.count('original_max_position_embeddings');
  const pairs = headDim / 2;
  return Array.from({ length: pairs }, (_, pair) => {
    const wavelength = 2 * Math.PI * base ** (pair / pairs);
    const turns = positions / wavelength;
    if (turns > high) return 1;
    if (turns < low) return factor;
    const blend = (turns - low) / (high - low);
    return 1 / ((1 - blend) / factor + blend);
  });
}
