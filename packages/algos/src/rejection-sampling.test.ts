import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestAlone, reaching, RejectionSampling } from './rejection-sampling.ts';
import { expectClose } from './testing/expect-close.ts';
import { anyLossInputs, slopesOf } from './testing/loss-slopes.ts';
import { makeSample, onPolicy } from './testing/make-sample.ts';

const samples = [
  makeSample(0.5, [0.2, 0.1], 0),
  makeSample(1, [0], 1),
  makeSample(1, [0, 0, 0], 0),
  makeSample(1, [0.3], 0),
  makeSample(-1, [0], 2),
];

describe('the samples that rejection sampling accepts', () => {
  it.each([
    { name: 'reach the threshold', accept: reaching(0.5), expected: [1, 1, 1, 1, 0], share: 0.8 },
    {
      name: 'are the first best of each group',
      accept: bestAlone,
      expected: [0, 1, 1, 0, 1],
      share: 0.6,
    },
    { name: 'may be none', accept: reaching(2), expected: [0, 0, 0, 0, 0], share: 0 },
  ])('$name', ({ accept, expected, share }) => {
    const { values, metrics } = new RejectionSampling(accept).advantages(samples);
    expect(values).toEqual(
      samples.map(({ completion }, row) => completion.map(() => expected[row])),
    );
    expect(metrics['accepted']).toBeCloseTo(share, 12);
  });
});

describe('the loss of rejection sampling', () => {
  it('is the mean of −log p over the tokens of accepted samples', () => {
    const inputs = { ...onPolicy(samples, [[1, 1], [0], [0, 0, 0], [1], [0]]) };
    const logprobs = [[-1, -2], [-7], [-7, -7, -7], [-6], [-7]];
    const { value, derivatives } = new RejectionSampling(bestAlone).loss({ ...inputs, logprobs });
    expect(value).toBeCloseTo(3, 12);
    expectClose(derivatives, [[-1 / 3, -1 / 3], [0], [0, 0, 0], [-1 / 3], [0]]);
  });

  it('is 0 and flat when nothing was accepted', () => {
    const { value, derivatives } = new RejectionSampling(bestAlone).loss(
      onPolicy(
        samples,
        samples.map(({ completion }) => completion.map(() => 0)),
      ),
    );
    expect(value).toBeCloseTo(0, 12);
    expect(derivatives.flat().every((slope) => Math.abs(slope) === 0)).toBe(true);
  });

  it('has its own slopes', () => {
    const algorithm = new RejectionSampling(bestAlone);
    fc.assert(
      fc.property(
        anyLossInputs,
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        (inputs, accepted) => {
          const advantages = inputs.logprobs.map((sample, row) =>
            sample.map(() => Number(accepted[row])),
          );
          const accepting = { ...inputs, advantages };
          const slopes = slopesOf(
            (logprobs) => algorithm.loss({ ...accepting, logprobs }).value,
            accepting.logprobs,
          );
          expectClose(algorithm.loss(accepting).derivatives, slopes, 6);
        },
      ),
    );
  });
});
