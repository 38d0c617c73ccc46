import {
  crossedMean,
  mcnemar,
  pairedBootstrap,
  RandomStream,
  type CrossedOutcomes,
  type McNemarTest,
  type PairedDifference,
  type PromptMetric,
} from '@waltz/core';
import type { FinishedSweepRun } from './sweep-results.ts';

/** What came of the prompts in the run of a seed. */
type SeedOutcomes = Pick<FinishedSweepRun, 'seed' | 'outcomes'>;

/** How two systems differ in one metric, on the seeds and prompts that both have. */
export interface PairedComparison {
  readonly seeds: readonly number[];
  /** Prompts that were compared, of each seed. */
  readonly prompts: number;
  /** First minus second; its interval and p are those of the paired bootstrap. */
  readonly difference: PairedDifference;
  /** `[seed]` mean difference. */
  readonly perSeed: readonly number[];
  /** Over all pairs of (seed, prompt), as if they were independent. */
  readonly mcnemar: McNemarTest;
}

/** Compares two cells, or two runs, prompt by prompt; null when they share no seed or no prompt. */
export function compareOutcomes(
  first: readonly SeedOutcomes[],
  second: readonly SeedOutcomes[],
  metric: PromptMetric,
): PairedComparison | null {
  const pairs = first.flatMap((one) => {
    const other = second.find(({ seed }) => seed === one.seed);
    return other === undefined
      ? []
      : [{ seed: one.seed, of: [one, other].map(({ outcomes }) => outcomes[metric]) }];
  });
  const prompts = promptsOf(pairs.flatMap(({ of }) => of)).filter((prompt) =>
    pairs.some(({ of }) => of.every((outcomes) => outcomes.has(prompt))),
  );
  const differences: CrossedOutcomes = pairs.map(({ of: [one, other] }) =>
    prompts.map((prompt) => {
      const [a, b] = [one?.get(prompt), other?.get(prompt)];
      return a === undefined || b === undefined ? null : a - b;
    }),
  );
  if (crossedMean(differences) === null) return null;
  const flat = pairs.flatMap(({ of: [one, other] }) =>
    prompts.flatMap((prompt) => {
      const [a, b] = [one?.get(prompt), other?.get(prompt)];
      return a === undefined || b === undefined ? [] : [[a >= 0.5, b >= 0.5] as const];
    }),
  );
  return {
    seeds: pairs.map(({ seed }) => seed),
    prompts: prompts.length,
    difference: pairedBootstrap(differences, RandomStream.of('paired bootstrap', metric)),
    perSeed: differences.map((row) => crossedMean([row])).filter((mean) => mean !== null),
    mcnemar: mcnemar(
      flat.map(([a]) => a),
      flat.map(([, b]) => b),
    ),
  };
}

/** Every prompt of any of these, in one order. */
export function promptsOf(outcomes: readonly ReadonlyMap<string, number>[]): readonly string[] {
  return [...new Set(outcomes.flatMap((of) => [...of.keys()]))].sort();
}
