import { meanAndSpread, type MeanAndSpread } from '@waltz/core';
import { measuredBySeed, type MeasuredCells } from './measured-cells.ts';
import type { CellName, MeasureName } from './paper-row.ts';
import { CELLS } from './published-results.ts';

/** One measure of one cell, added or taken away. */
type Term = readonly [sign: 1 | -1, cell: CellName, measure: MeasureName];

/** A sum that is above 0, or above −`margin`, where the claim is true. */
interface Comparison {
  readonly label: string;
  readonly terms: readonly Term[];
  /** How far below 0 is still no worse, as a share; 0 if left out. */
  readonly margin?: number;
}

/** A pattern that the paper's numbers show. */
export interface PatternClaim {
  readonly statement: string;
  /** The paper's own numbers for it. */
  readonly claimed: string;
  readonly comparisons: readonly Comparison[];
}

const { waltz, withoutStage2, inference, base, oracle } = CELLS;

const minus = (
  label: string,
  measure: MeasureName,
  more: CellName,
  less: CellName,
): Comparison => ({
  label,
  terms: [
    [1, more, measure],
    [-1, less, measure],
  ],
});

export const PATTERN_CLAIMS: readonly PatternClaim[] = [
  {
    statement: 'Safeguards raise ORR (put in here: the safeguard is simulated with false alarms)',
    claimed: 'mean ORR +4.1 and +6.3 (Table 1)',
    comparisons: [
      minus('ORR, row 2 − row 1', 'orr', CELLS.baseSafeguard, base),
      minus('ORR, row 4 − row 3', 'orr', CELLS.singleSafeguard, CELLS.single),
    ],
  },
  {
    statement: 'Inference-time collaboration over-triggers: it revises what needs no revision',
    claimed: 'FTR on AlpacaEval 42.6 against 6.7 (Table 4)',
    comparisons: [
      minus('FTR on plain benign prompts, row 5 − row 7', 'ftrOnPlainBenign', inference, waltz),
    ],
  },
  {
    statement: 'The gate keeps label accuracy',
    claimed:
      'Figure 2: 45 with the gate alone against 32 without; Table 5: about the same after stage 2',
    comparisons: [
      minus('label accuracy, B − C', 'labelAccuracy', CELLS.noAdditiveLabel, CELLS.noLabel),
      {
        ...minus(
          'label accuracy, WaltzRL − without stage 2',
          'labelAccuracy',
          waltz,
          withoutStage2,
        ),
        margin: 0.05,
      },
    ],
  },
  {
    statement: 'Oracle labels help ASR more than ORR',
    claimed: 'row 6 against row 1: mean ASR −19.5, mean ORR −9.1 (Table 1)',
    comparisons: [
      {
        label: 'fall of ASR − fall of ORR, row 1 to row 6',
        terms: [
          [1, base, 'asr'],
          [-1, oracle, 'asr'],
          [-1, base, 'orr'],
          [1, oracle, 'orr'],
        ],
      },
    ],
  },
  {
    statement: 'The final answer beats the first to the end',
    claimed: 'reward about 0.905 against 0.81 at the end of stage 2 (Figure 3)',
    comparisons: [
      {
        label: 'R_c of the final answer − of the first (improved − worsened), row 7',
        terms: [
          [1, waltz, 'improved'],
          [-1, waltz, 'worsened'],
        ],
      },
    ],
  },
  {
    statement: 'WaltzRL is safer than single-model RL and refuses less',
    claimed: 'WildJailbreak 4.6 against 13.2, OR-Bench 9.9 against 11.9 (Table 1)',
    comparisons: [
      minus('ASR, row 3 − row 7', 'asr', CELLS.single, waltz),
      minus('ORR, row 3 − row 7', 'orr', CELLS.single, waltz),
    ],
  },
];

export type Verdict = 'holds' | 'does not hold' | 'open';

export interface JudgedClaim {
  readonly claim: PatternClaim;
  readonly verdict: Verdict;
  /** Over the seeds that all its terms have. */
  readonly differences: readonly MeanAndSpread[];
}

/** How claims are judged, for a reader. */
export const RULE =
  'A difference is taken within each seed that both cells have. A claim holds if the 95% t-interval over seeds of every ' +
  'difference lies above 0; it does not hold if one lies below; otherwise it is open. Where a margin is named, −margin ' +
  'stands for 0.';

/** Judges a claim by the measured rows alone. */
export function judgeClaim(claim: PatternClaim, cells: MeasuredCells): JudgedClaim {
  const differences = claim.comparisons.map(({ terms }) => meanAndSpread(sums(terms, cells)));
  const sides = differences.map(({ low, high }, index) => {
    const bar = -(claim.comparisons[index]?.margin ?? 0);
    if (low > bar) return 'above';
    return high < bar ? 'below' : 'across';
  });
  const verdict = sides.includes('below')
    ? 'does not hold'
    : sides.every((side) => side === 'above')
      ? 'holds'
      : 'open';
  return { claim, verdict, differences };
}

/** `[seed]` the sum of the terms, over the seeds that have all of them. */
function sums(terms: readonly Term[], cells: MeasuredCells): readonly number[] {
  const values = terms.map(
    ([sign, cell, measure]) => [sign, measuredBySeed(cells, cell, measure)] as const,
  );
  const seeds = [...(values[0]?.[1].keys() ?? [])];
  return seeds
    .filter((seed) => values.every(([, bySeed]) => bySeed.has(seed)))
    .map((seed) => values.reduce((sum, [sign, bySeed]) => sum + sign * (bySeed.get(seed) ?? 0), 0));
}
