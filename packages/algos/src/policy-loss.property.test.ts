import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Aggregation } from './aggregate.ts';
import type { KlOptions } from './kl-penalty.ts';
import { policyLoss, type PolicyLossOptions } from './policy-loss.ts';
import { expectClose } from './testing/expect-close.ts';
import { anyLossInputs, isSmooth, slopesOf } from './testing/loss-slopes.ts';

const anyOptions: fc.Arbitrary<PolicyLossOptions> = fc.record({
  clip: fc.constant(0.2),
  aggregation: fc.constantFrom<Aggregation[]>('sequence-mean', 'token-mean', { constantLength: 3 }),
  kl: fc.record<KlOptions>({
    estimator: fc.constantFrom('k1', 'k2', 'k3'),
    place: fc.constantFrom('reward', 'loss'),
  }),
});

describe('the loss of policies with a ratio for each token', () => {
  it('has its own slopes, with every aggregation, estimator and place of KL', () => {
    fc.assert(
      fc.property(anyLossInputs, anyOptions, (inputs, options) => {
        const ratios = inputs.logprobs.flatMap((sample, row) =>
          sample.map((logprob, column) => logprob - (inputs.oldLogprobs[row]?.[column] ?? NaN)),
        );
        fc.pre(ratios.every((ratio) => isSmooth(ratio, options.clip)));
        const slopes = slopesOf(
          (logprobs) => policyLoss({ ...inputs, logprobs }, options).value,
          inputs.logprobs,
        );
        expectClose(policyLoss(inputs, options).derivatives, slopes, 6);
      }),
    );
  });

  it('does not depend on the reference while KL is in the reward, and at β = 0', () => {
    fc.assert(
      fc.property(anyLossInputs, anyOptions, (inputs, options) => {
        const { kl } = options;
        const free = kl.place === 'reward' ? inputs : { ...inputs, klCoefficient: 0 };
        const elsewhere = { ...free, referenceLogprobs: free.logprobs };
        expect(policyLoss(free, options).value).toBeCloseTo(
          policyLoss(elsewhere, options).value,
          12,
        );
      }),
    );
  });
});
