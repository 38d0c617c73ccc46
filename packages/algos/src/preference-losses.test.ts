import type { PairedTokens, PreferenceLoss } from '@waltz/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dpo } from './dpo.ts';
import { ipo } from './ipo.ts';
import { expectClose } from './testing/expect-close.ts';
import { slopesOf } from './testing/loss-slopes.ts';

/** The pair of section 9: log-probabilities −10 and −12 against the reference's −11 and −11.5, over several tokens. */
const PAIR = {
  logprobs: { chosen: [[-4, -6]], rejected: [[-5, -4, -3]] },
  referenceLogprobs: { chosen: [[-10, -1]], rejected: [[-0.5, -5, -6]] },
};
const EQUAL = { logprobs: PAIR.logprobs, referenceLogprobs: PAIR.logprobs };

describe('losses of preferences', () => {
  it.each<[string, PreferenceLoss, typeof PAIR, number]>([
    ['DPO', dpo({ beta: 0.1, smoothing: 0 }), PAIR, 0.620957048],
    ['DPO with smoothing', dpo({ beta: 0.1, smoothing: 0.1 }), PAIR, 0.635957048],
    ['DPO of equal policies', dpo({ beta: 0.1, smoothing: 0 }), EQUAL, Math.LN2],
    ['IPO', ipo({ beta: 0.1 }), PAIR, 12.25],
    ['IPO of equal policies', ipo({ beta: 0.1 }), EQUAL, 25],
  ])('%s', (_, { loss }, inputs, value) => {
    expect(loss(inputs).value).toBeCloseTo(value, 9);
  });

  it('are means over pairs, of which each counts the same', () => {
    const both = (tokens: PairedTokens, others: PairedTokens): PairedTokens => ({
      chosen: [...tokens.chosen, ...others.chosen],
      rejected: [...tokens.rejected, ...others.rejected],
    });
    const { value, metrics } = dpo({ beta: 0.1, smoothing: 0 }).loss({
      logprobs: both(PAIR.logprobs, EQUAL.logprobs),
      referenceLogprobs: both(PAIR.referenceLogprobs, EQUAL.referenceLogprobs),
    });
    expect(value).toBeCloseTo((0.620957048 + Math.LN2) / 2, 9);
    expect(metrics['preference-margin']).toBeCloseTo(0.75, 12);
    expect(metrics['preference-accuracy']).toBe(0.5);
  });

  it('stay finite however far policy and reference are apart', () => {
    const far = (chosen: number, rejected: number) => ({
      logprobs: { chosen: [[chosen]], rejected: [[rejected]] },
      referenceLogprobs: { chosen: [[0]], rejected: [[0]] },
    });
    const { loss } = dpo({ beta: 1, smoothing: 0.1 });
    for (const inputs of [far(-1e4, 0), far(0, -1e4)]) {
      expect(Number.isFinite(loss(inputs).value)).toBe(true);
      expect(loss(inputs).derivatives.chosen.flat().every(Number.isFinite)).toBe(true);
    }
    expect(loss(far(-1e4, 0)).value).toBeCloseTo(9000, 6);
  });

  it('have their own slopes', () => {
    const logprob = fc.double({ min: -4, max: 0, noNaN: true });
    const token = fc.record({ own: logprob, reference: logprob });
    const completion = fc.array(token, { minLength: 1, maxLength: 4 });
    const anyPairs = fc.array(fc.record({ chosen: completion, rejected: completion }), {
      minLength: 1,
      maxLength: 3,
    });
    const anyLoss = fc
      .record({
        beta: fc.double({ min: 0.05, max: 2, noNaN: true }),
        smoothing: fc.double({ min: 0, max: 0.4, noNaN: true }),
        isIpo: fc.boolean(),
      })
      .map(({ isIpo, ...options }) => (isIpo ? ipo(options) : dpo(options)));
    fc.assert(
      fc.property(anyPairs, anyLoss, (pairs, { loss }) => {
        const all = (of: 'own' | 'reference'): PairedTokens => ({
          chosen: pairs.map(({ chosen }) => chosen.map((tokens) => tokens[of])),
          rejected: pairs.map(({ rejected }) => rejected.map((tokens) => tokens[of])),
        });
        const [logprobs, referenceLogprobs] = [all('own'), all('reference')];
        const { derivatives } = loss({ logprobs, referenceLogprobs });
        for (const side of ['chosen', 'rejected'] as const) {
          const slopes = slopesOf(
            (moved) => loss({ logprobs: { ...logprobs, [side]: moved }, referenceLogprobs }).value,
            logprobs[side],
          );
          expectClose(derivatives[side], slopes, 5);
        }
      }),
    );
  });

  it('refuse a completion without a reference for each token', () => {
    const referenceLogprobs = { ...PAIR.referenceLogprobs, rejected: [[-1]] };
    expect(() => ipo({ beta: 1 }).loss({ ...PAIR, referenceLogprobs })).toThrow(
      'the rejected completion of pair 0 has 3 tokens and 1 reference log-probabilities',
    );
  });
});
