import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generalisedAdvantages } from './generalised-advantages.ts';
import { rewardToGo } from './reward-to-go.ts';
import { expectClose } from './testing/expect-close.ts';

const REWARDS = [0, 0, 1];
const VALUES = [0.5, 0.6, 0.7];

describe('generalised advantages', () => {
  it.each([
    { name: 'those of section 9', discount: 1, lambda: 0.95, expected: [0.46575, 0.385, 0.3] },
    {
      name: 'at λ = 0 what the next token surprised with',
      discount: 1,
      lambda: 0,
      expected: [0.1, 0.1, 0.3],
    },
    {
      name: 'at λ = 1 the return less the value',
      discount: 1,
      lambda: 1,
      expected: [0.5, 0.4, 0.3],
    },
    {
      name: 'smaller for what comes later at γ < 1',
      discount: 0.5,
      lambda: 1,
      expected: [-0.25, -0.1, 0.3],
    },
  ])('are $name', ({ discount, lambda, expected }) => {
    expectClose([generalisedAdvantages(REWARDS, VALUES, { discount, lambda })], [expected], 12);
  });

  it('are what is still to come, less the value, at γ = λ = 1, whatever the values', () => {
    const token = fc.record({
      reward: fc.double({ min: -2, max: 2, noNaN: true }),
      value: fc.double({ min: -2, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(token, { maxLength: 8 }), (tokens) => {
        const rewards = tokens.map(({ reward }) => reward);
        const values = tokens.map(({ value }) => value);
        const expected = rewardToGo(rewards).map((sum, index) => sum - (values[index] ?? NaN));
        const advantages = generalisedAdvantages(rewards, values, { discount: 1, lambda: 1 });
        expectClose([advantages], [expected]);
      }),
    );
  });

  it('refuse a sample whose values are fewer than its tokens', () => {
    expect(() => generalisedAdvantages(REWARDS, [0.5], { discount: 1, lambda: 1 })).toThrow(
      'a sample of 3 tokens has 1 values',
    );
  });
});
