import type { Algorithm, PolicySample, RandomStream } from '@waltz/core';
import { sumOf } from '../moments.ts';

/** `[row][token]` */
type Logits = readonly (readonly number[])[];

/**
 * A softmax policy that writes two tokens out of three: row 0 is its first token, row 1 + y_0 its second after y_0.
 * All its probabilities are quarters, so that 16 samples hold its distribution exactly.
 */
const POLICY: Logits = [
  [2, 1, 1],
  [1, 2, 1],
  [1, 1, 2],
  [2, 1, 1],
].map((quarters) => quarters.map((quarter) => Math.log(quarter / 4)));
const REFERENCE: Logits = [
  [0.3, -0.4, 0.1],
  [-0.9, 0.2, 0.5],
  [0.6, 0, -0.6],
  [0, 0.8, -0.3],
];
/** `[y_0][y_1]` */
const REWARD = [
  [1, 0, 0.1],
  [0.35, 1, 0],
  [0.1, -0.5, 0.75],
];
const TOKENS = [0, 1, 2];
const SEQUENCES = TOKENS.flatMap((first) => TOKENS.map((second) => [first, second] as const));

/** Tokens of a sequence. */
export const LENGTH = 2;

export type Sequence = (typeof SEQUENCES)[number];

const at = (table: Logits, row: number, column: number) => table[row]?.[column] ?? NaN;
const logSumExp = (row: readonly number[]) => Math.log(sumOf(row.map(Math.exp)));
const rowsOf = ([first]: Sequence) => [0, 1 + first];

/** `[token]` */
function logprobsOf(logits: Logits, sequence: Sequence): readonly number[] {
  return rowsOf(sequence).map(
    (row, position) => at(logits, row, sequence[position] ?? NaN) - logSumExp(logits[row] ?? []),
  );
}

/** Every sequence as often as the policy writes it in 16. */
export const SIXTEEN: readonly Sequence[] = SEQUENCES.flatMap((sequence) =>
  Array<Sequence>(Math.round(16 * Math.exp(sumOf(logprobsOf(POLICY, sequence))))).fill(sequence),
);

/** Draws a sequence from the policy. */
export function drawSequence(random: RandomStream): Sequence {
  const draw = (row: number) => {
    const threshold = random.uniform();
    let reached = 0;
    return TOKENS.find((token) => (reached += Math.exp(at(POLICY, row, token))) > threshold) ?? 2;
  };
  const first = draw(0);
  return [first, draw(1 + first)];
}

/** J(θ) = E[R] − β KL(π ‖ π_ref), summed over every sequence that there is. */
function objective(logits: Logits, klCoefficient: number): number {
  return sumOf(
    SEQUENCES.map((sequence) => {
      const logprob = sumOf(logprobsOf(logits, sequence));
      const divergence = logprob - sumOf(logprobsOf(REFERENCE, sequence));
      return Math.exp(logprob) * (at(REWARD, ...sequence) - klCoefficient * divergence);
    }),
  );
}

/** `[row · token]` ∇J by central differences. */
export function analyticGradient(klCoefficient: number): readonly number[] {
  const step = 1e-5;
  return POLICY.flatMap((logits, row) =>
    logits.map((_, column) => {
      const moved = (by: number) =>
        POLICY.map((r, i) => r.map((logit, j) => (i === row && j === column ? logit + by : logit)));
      return (
        (objective(moved(step), klCoefficient) - objective(moved(-step), klCoefficient)) /
        (2 * step)
      );
    }),
  );
}

/**
 * What `algorithm` estimates from `[group][sample]` sequences: `gradient` is minus that of its loss, `[row · token]`.
 */
export function estimateGradient(
  algorithm: Algorithm,
  groups: readonly (readonly Sequence[])[],
  klCoefficient: number,
): { readonly gradient: readonly number[]; readonly spread: number } {
  const sequences = groups.flat();
  const samples = groups.flatMap((group, index) =>
    group.map((sequence) => sampleOf(sequence, index)),
  );
  const advantages = algorithm.advantages(samples, klCoefficient);
  const oldLogprobs = samples.map((sample) => sample.oldLogprobs);
  const { derivatives } = algorithm.loss({
    klCoefficient,
    logprobs: oldLogprobs,
    oldLogprobs,
    referenceLogprobs: samples.map(({ referenceLogprobs }) => referenceLogprobs),
    advantages: advantages.values,
  });
  const gradient = POLICY.map((row) => row.map(() => 0));
  sequences.forEach((sequence, sample) => {
    rowsOf(sequence).forEach((row, position) => {
      // d log π(y) / d logit_k = 1{k = y} − π(k).
      gradient[row] = (gradient[row] ?? []).map((value, token) => {
        const slope = Number(token === sequence[position]) - Math.exp(at(POLICY, row, token));
        return value - at(derivatives, sample, position) * slope;
      });
    });
  });
  return { gradient: gradient.flat(), spread: advantages.metrics['advantage-spread'] ?? NaN };
}

function sampleOf(sequence: Sequence, group: number): PolicySample {
  return {
    episode: 0,
    group,
    agent: 'conversation',
    round: 0,
    context: [],
    completion: sequence,
    oldLogprobs: logprobsOf(POLICY, sequence),
    referenceLogprobs: logprobsOf(REFERENCE, sequence),
    reward: at(REWARD, ...sequence),
  };
}
