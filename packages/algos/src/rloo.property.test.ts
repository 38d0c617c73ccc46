import fc from 'fast-check';
import { describe, it } from 'vitest';
import { sumOf } from './moments.ts';
import { Rloo } from './rloo.ts';
import { expectClose } from './testing/expect-close.ts';
import { anyLossInputs, isSmooth, slopesOf } from './testing/loss-slopes.ts';

describe('the loss of RLOO', () => {
  it('has its own slopes', () => {
    const algorithm = new Rloo({ clip: 0.2, klEstimator: 'k1' });
    fc.assert(
      fc.property(anyLossInputs, (inputs) => {
        const ratios = inputs.logprobs.map(
          (sample, row) => sumOf(sample) - sumOf(inputs.oldLogprobs[row] ?? []),
        );
        fc.pre(ratios.every((ratio) => isSmooth(ratio, 0.2)));
        const slopes = slopesOf(
          (logprobs) => algorithm.loss({ ...inputs, logprobs }).value,
          inputs.logprobs,
        );
        expectClose(algorithm.loss(inputs).derivatives, slopes, 5);
      }),
    );
  });
});
