import { RandomStream, type PolicySample } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { ReinforcePlusPlus } from './reinforce-plus-plus.ts';

/**
 * A softmax policy that writes two tokens out of three: row 0 is its first token, row 1 + y_0 its second after y_0.
 * All its probabilities are quarters, so that 16 samples hold its distribution exactly.
 */
const POLICY: readonly (readonly number[])[] = [
  [2, 1, 1],
  [1, 2, 1],
  [1, 1, 2],
  [2, 1, 1],
].map((quarters) => quarters.map((quarter) => Math.log(quarter / 4)));
const REFERENCE: typeof POLICY = [
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
const LENGTH = 2;
const TOKENS = [0, 1, 2];
const SEQUENCES = TOKENS.flatMap((first) => TOKENS.map((second) => [first, second] as const));
type Sequence = (typeof SEQUENCES)[number];
type Logits = readonly (readonly number[])[];

const at = (table: Logits, row: number, column: number) => table[row]?.[column] ?? NaN;
const logSumExp = (row: readonly number[]) =>
  Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
const rowsOf = ([first]: Sequence) => [0, 1 + first];

/** `[token]` */
function logprobsOf(logits: Logits, sequence: Sequence): readonly number[] {
  return rowsOf(sequence).map(
    (row, position) => at(logits, row, sequence[position] ?? NaN) - logSumExp(logits[row] ?? []),
  );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const probabilityOf = (logits: Logits, sequence: Sequence) =>
  Math.exp(sum(logprobsOf(logits, sequence)));

/** J(θ) = E[R] − β KL(π ‖ π_ref), summed over every sequence that there is. */
function objective(logits: Logits, klCoefficient: number): number {
  return sum(
    SEQUENCES.map((sequence) => {
      const logprob = sum(logprobsOf(logits, sequence));
      const divergence = logprob - sum(logprobsOf(REFERENCE, sequence));
      return Math.exp(logprob) * (at(REWARD, ...sequence) - klCoefficient * divergence);
    }),
  );
}

/** `[row · token]` ∇J by central differences. */
function analyticGradient(klCoefficient: number): readonly number[] {
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
 * `[row · token]` what REINFORCE++ estimates from `sequences`: minus the gradient of its loss, with the scale of
 * the normalisation and the 1/|y| of eq. 4 taken out again.
 */
function estimatedGradient(sequences: readonly Sequence[], klCoefficient: number) {
  const algorithm = new ReinforcePlusPlus({
    clip: 0.2,
    varianceFloor: 1e-8,
    aggregation: 'sequence-mean',
  });
  const samples = sequences.map((sequence, episode): PolicySample => ({
    episode,
    agent: 'conversation',
    round: 0,
    context: [],
    completion: sequence,
    oldLogprobs: logprobsOf(POLICY, sequence),
    referenceLogprobs: logprobsOf(REFERENCE, sequence),
    reward: at(REWARD, ...sequence),
  }));
  const advantages = algorithm.advantages(samples, klCoefficient);
  const oldLogprobs = samples.map((sample) => sample.oldLogprobs);
  const { derivatives } = algorithm.loss({
    logprobs: oldLogprobs,
    oldLogprobs,
    referenceLogprobs: samples.map(({ referenceLogprobs }) => referenceLogprobs),
    advantages: advantages.values,
  });
  const gradient = POLICY.map((row) => row.map(() => 0));
  const scale = -LENGTH * (advantages.metrics['advantage-spread'] ?? NaN);
  sequences.forEach((sequence, sample) => {
    rowsOf(sequence).forEach((row, position) => {
      // d log π(y) / d logit_k = 1{k = y} − π(k).
      gradient[row] = (gradient[row] ?? []).map((value, token) => {
        const slope = Number(token === sequence[position]) - Math.exp(at(POLICY, row, token));
        return value + scale * at(derivatives, sample, position) * slope;
      });
    });
  });
  return gradient.flat();
}

const largestDifference = (one: readonly number[], other: readonly number[]) =>
  Math.max(...one.map((value, index) => Math.abs(value - (other[index] ?? NaN))));

describe.each([0, 0.01, 0.3])('the policy gradient at β = %s', (klCoefficient) => {
  const analytic = analyticGradient(klCoefficient);

  it('is the estimate from every sequence as often as the policy writes it', () => {
    const all = SEQUENCES.flatMap((sequence) =>
      Array<Sequence>(Math.round(16 * probabilityOf(POLICY, sequence))).fill(sequence),
    );
    expect(all).toHaveLength(16);
    expect(largestDifference(estimatedGradient(all, klCoefficient), analytic)).toBeLessThan(1e-8);
  });

  it('is the mean of what sampled batches estimate', () => {
    const random = RandomStream.of('policy-gradient', klCoefficient);
    const draw = (row: number) => {
      const threshold = random.uniform();
      let reached = 0;
      return TOKENS.find((token) => (reached += Math.exp(at(POLICY, row, token))) > threshold) ?? 2;
    };
    const drawn = Array.from({ length: 40_000 }, (): Sequence => {
      const first = draw(0);
      return [first, draw(1 + first)];
    });
    // A coordinate's standard error is below .5 / √40,000 = .0025.
    expect(largestDifference(estimatedGradient(drawn, klCoefficient), analytic)).toBeLessThan(0.01);
  });
});

it('differs between the penalties enough for these tests to see them', () => {
  expect(largestDifference(analyticGradient(0), analyticGradient(0.3))).toBeGreaterThan(0.02);
  expect(Math.max(...analyticGradient(0).map(Math.abs))).toBeGreaterThan(0.05);
});
