import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aboveGroupMean,
  aboveOthersMean,
  compareWithinGroups,
  standardScore,
} from './group-comparison.ts';
import { meanOf, sumOf } from './moments.ts';

/** The rewards of known-values.py. */
const REWARDS = [1, 0, 0, 1];

describe('four rewards of one prompt', () => {
  it.each([
    { name: 'GRPO, ε = 1e-4', compare: standardScore('sample-std', 1e-4), right: 0.86587543 },
    { name: 'GRPO, ε = 1e-9', compare: standardScore('sample-std', 1e-9), right: 0.866025402 },
    { name: 'GRPO, std with n', compare: standardScore('population-std', 1e-9), right: 1 },
    { name: 'Dr. GRPO', compare: standardScore('none', 1e-4), right: 0.5 },
    { name: 'the mean of the group', compare: aboveGroupMean, right: 0.5 },
    { name: 'the mean of the others', compare: aboveOthersMean, right: 2 / 3 },
  ])('become ±$right by $name', ({ compare, right }) => {
    compare(REWARDS).forEach((value, sample) => {
      expect(value).toBeCloseTo(REWARDS[sample] === 1 ? right : -right, 8);
    });
  });
});

const comparisons = [
  { name: 'standard score', compare: standardScore('sample-std', 1e-4) },
  { name: 'standard score with n', compare: standardScore('population-std', 1e-4) },
  { name: 'distance from the mean', compare: aboveGroupMean },
  { name: 'distance from the others', compare: aboveOthersMean },
];

const reward = fc.double({ min: -5, max: 5, noNaN: true });
const group = fc.array(reward, { minLength: 1, maxLength: 9 });

describe.each(comparisons)('the $name', ({ compare }) => {
  it('sums to 0 over a group', () => {
    fc.assert(
      fc.property(group, (rewards) => {
        expect(sumOf(compare(rewards))).toBeCloseTo(0, 9);
      }),
    );
  });

  it('does not see what all rewards have in common', () => {
    fc.assert(
      fc.property(group, reward, (rewards, shift) => {
        const moved = compare(rewards.map((value) => value + shift));
        compare(rewards).forEach((value, sample) => {
          expect(moved[sample]).toBeCloseTo(value, 6);
        });
      }),
    );
  });

  it('is 0 for a sample that is alone, and for rewards that are all alike', () => {
    expect(compare([0.1])).toEqual([0]);
    compare([0.1, 0.1, 0.1]).forEach((value) => expect(value).toBeCloseTo(0, 9));
  });
});

describe('what the comparisons have to do with each other', () => {
  it('leaves the others’ mean n / (n − 1) times as far away as the group’s', () => {
    fc.assert(
      fc.property(fc.array(reward, { minLength: 2, maxLength: 9 }), (rewards) => {
        const { length } = rewards;
        const others = aboveOthersMean(rewards);
        aboveGroupMean(rewards).forEach((distance, sample) => {
          expect(others[sample]).toBeCloseTo((distance * length) / (length - 1), 9);
        });
      }),
    );
  });

  it('makes standard scores of n have a mean square of 1', () => {
    const scores = standardScore('population-std', 1e-12)([0.1, 0.35, 1, 0]);
    expect(meanOf(scores.map((score) => score ** 2))).toBeCloseTo(1, 9);
  });
});

describe('comparing within groups', () => {
  it('keeps groups apart and samples in their order, wherever they lie', () => {
    const compared = compareWithinGroups([1, 10, 3, 20, 7], [4, 2, 4, 2, 0], aboveGroupMean);
    expect(compared).toEqual([-1, -5, 1, 5, 0]);
  });

  it('of nothing is nothing', () => {
    expect(compareWithinGroups([], [], aboveGroupMean)).toEqual([]);
  });
});
