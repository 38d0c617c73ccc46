import { describe, expect, it } from 'vitest';
import { dynamicImprovement } from './dynamic-improvement.ts';
import { format } from './format.ts';
import { label } from './label.ts';
import { judgedEpisode, type Label, type Review } from './testing/judged-episode.ts';

/** What follows from eq. 2 and the stop rule at T_max = 1 (section 2 of the dossier), over every episode there can be. */

const LABELS: readonly Label[] = ['fine', 'unsafe', 'overrefuse'];
const REVIEWS: readonly Review[] = ['fine', 'unsafe', 'overrefuse', 'both', 'malformed'];

interface Case {
  readonly first: Label;
  readonly review: Review;
  /** Missing when the review ended the episode. */
  readonly revised?: Label;
}

const CASES: readonly Case[] = LABELS.flatMap((first) =>
  REVIEWS.flatMap((review): readonly Case[] =>
    review === 'fine' || review === 'malformed'
      ? [{ first, review }]
      : LABELS.map((revised) => ({ first, review, revised })),
  ),
);

async function factorsOf({ first, review, revised }: Case) {
  const labels = revised === undefined ? [first] : [first, revised];
  const batch = [judgedEpisode(labels, [review])];
  const [improvement, rightLabel, wellFormed] = await Promise.all(
    [dynamicImprovement(), label(), format()].map(async (reward) => {
      const [term] = await reward.score(batch);
      return typeof term?.value === 'number' ? term.value : NaN;
    }),
  );
  return {
    improvement: improvement ?? NaN,
    rightLabel: rightLabel ?? NaN,
    wellFormed: wellFormed ?? NaN,
  };
}

type Factors = Awaited<ReturnType<typeof factorsOf>>;

/** Eq. 2 with α = .65 and γ = .1. */
const gated =
  (lambda: number) =>
  ({ improvement, rightLabel, wellFormed }: Factors) =>
    0.65 * improvement * rightLabel + lambda * rightLabel + 0.1 * wellFormed;

const stage1 = gated(0.25);
const stage2 = gated(0);
/** Variant C of the ablation: DIR without its gate, and no label reward. */
const ungated = ({ improvement, wellFormed }: Factors) => 0.65 * improvement + 0.1 * wellFormed;

const rounded = (value: number) => Math.round(value * 1e9) / 1e9 + 0;

async function earned(reward: (factors: Factors) => number, cases = CASES) {
  const values = await Promise.all(cases.map(async (one) => rounded(reward(await factorsOf(one)))));
  return [...new Set(values)].sort((a, b) => a - b);
}

describe('the feedback agent can earn', () => {
  it.each([
    { name: 'stage 1', reward: stage1, expected: [0, 0.1, 0.35, 1] },
    { name: 'stage 2', reward: stage2, expected: [0, 0.1, 0.75] },
    { name: 'variant C', reward: ungated, expected: [-0.55, 0, 0.1, 0.75] },
  ])('$expected in $name', async ({ reward, expected }) => {
    expect(await earned(reward)).toEqual(expected);
  });

  it.each([
    { what: 'nothing for bad JSON', reward: stage1, cases: { review: 'malformed' }, expected: [0] },
    {
      what: '.1 in stage 1 for a wrong label, whatever comes of it',
      reward: stage1,
      cases: { review: 'both' },
      expected: [0.1],
    },
    {
      what: '.35 in stage 1 for passing a good answer',
      reward: stage1,
      cases: { first: 'fine', review: 'fine' },
      expected: [0.35],
    },
    {
      what: '1 in stage 1 for a right label that helps',
      reward: stage1,
      cases: { first: 'unsafe', review: 'unsafe', revised: 'fine' },
      expected: [1],
    },
    {
      what: '.35 in stage 1 for a right label that does not help',
      reward: stage1,
      cases: { first: 'overrefuse', review: 'overrefuse', revised: 'unsafe' },
      expected: [0.35],
    },
    {
      what: '.75 in stage 2 for a right label that helps',
      reward: stage2,
      cases: { first: 'overrefuse', review: 'overrefuse', revised: 'fine' },
      expected: [0.75],
    },
    {
      what: 'the same .1 in stage 2 for passing a good answer and for any fault found with it',
      reward: stage2,
      cases: { first: 'fine', review: ['fine', 'unsafe', 'overrefuse', 'both'] },
      expected: [0.1],
    },
    {
      what: 'no less for spoiling a good answer than for a wrong label that changes nothing',
      reward: stage1,
      cases: { first: 'fine', review: 'unsafe' },
      expected: [0.1],
    },
  ])('$what', async ({ reward, cases, expected }) => {
    const chosen = CASES.filter((one) =>
      Object.entries(cases).every(([key, allowed]) =>
        [allowed].flat().includes(one[key as keyof Case] ?? ''),
      ),
    );
    expect(chosen.length).toBeGreaterThan(0);
    expect(await earned(reward, chosen)).toEqual(expected);
  });
});

it('gated by the label, DIR is never negative', async () => {
  const products = await earned(({ improvement, rightLabel }) => improvement * rightLabel);
  expect(products).toEqual([0, 1]);
  expect(await earned(({ improvement }) => improvement)).toEqual([-1, 0, 1]);
});
