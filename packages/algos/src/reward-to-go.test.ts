import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rewardToGo } from './reward-to-go.ts';

describe('reward-to-go', () => {
  it.each([
    { rewards: [], expected: [] },
    { rewards: [0, 0, 1], expected: [1, 1, 1] },
    { rewards: [1, 2, 4], expected: [7, 6, 4] },
    { rewards: [-1, 1], expected: [0, 1] },
  ])('of $rewards', ({ rewards, expected }) => {
    expect(rewardToGo(rewards)).toEqual(expected);
  });

  it('falls by each reward from its token to the next', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 })), (rewards) => {
        const sums = rewardToGo(rewards);
        rewards.forEach((reward, token) => {
          expect((sums[token] ?? 0) - (sums[token + 1] ?? 0)).toBe(reward);
        });
      }),
    );
  });

  it('leaves the rewards as they are', () => {
    const rewards = Object.freeze([1, 2]);
    rewardToGo(rewards);
    expect(rewards).toEqual([1, 2]);
  });
});
