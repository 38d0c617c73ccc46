import type { Engine, TokenSequence } from '../contracts/engine.ts';
import type {
  PairedTokens,
  PreferenceLoss,
  PreferenceLossValue,
  PreferencePair,
} from '../contracts/preference-loss.ts';
import { allTokens } from '../statistics/all-tokens.ts';
import { takeOptimiserStep, type TrainedPolicy } from './take-optimiser-step.ts';
import { requireFinite } from './training-failure.ts';

export interface PreferenceUpdate {
  readonly loss: PreferenceLossValue;
  /** Global L2 norm, before clipping. */
  readonly gradientNorm: number;
}

/**
 * One step of a policy down a loss of preferences, against a frozen `reference`.
 * Throws a `TrainingFailure` that keeps the pairs when the loss or the gradient is not finite.
 */
export async function updatePreferences(
  policy: TrainedPolicy,
  step: number,
  reference: Engine,
  preferenceLoss: PreferenceLoss,
  pairs: readonly PreferencePair[],
): Promise<PreferenceUpdate> {
  const sequences = sequencesOf(pairs);
  const logprobs = paired(await policy.engine.logprobs(sequences));
  const referenceLogprobs = paired(await reference.logprobs(sequences));
  const loss = preferenceLoss.loss({ logprobs, referenceLogprobs });
  const { chosen, rejected } = loss.derivatives;
  const derivatives = [...chosen, ...rejected];
  requireFinite(policy.name, 'loss', [loss.value, ...allTokens(derivatives)], pairs);
  const differentiated = sequences.map((sequence, index) => ({
    ...sequence,
    derivatives: derivatives[index] ?? [],
  }));
  const { gradientNorm } = await takeOptimiserStep(policy, step, differentiated, pairs);
  return { loss, gradientNorm };
}

/** The chosen completions, and after them the rejected ones. */
function sequencesOf(pairs: readonly PreferencePair[]): readonly TokenSequence[] {
  return [
    ...pairs.map(({ context, chosen }) => ({ context, completion: chosen })),
    ...pairs.map(({ context, rejected }) => ({ context, completion: rejected })),
  ];
}

/** What was computed for `sequencesOf` pairs, by pair again. */
function paired(values: readonly (readonly number[])[]): PairedTokens {
  const pairs = values.length / 2;
  return { chosen: values.slice(0, pairs), rejected: values.slice(pairs) };
}
