import type { Algorithm, LossValue } from '../contracts/algorithm.ts';
import { TrainingFailure } from '../training/training-failure.ts';
import {
  ComponentFault,
  describeOrigin,
  explained,
  requireOneEach,
  type ComponentOrigin,
} from './component-fault.ts';

/**
 * An algorithm that is held to its shapes. It throws, naming the plugin, the sample, its episode and the mend, when the
 * algorithm throws or gives another number of advantages or derivatives than there are tokens, and a `TrainingFailure`
 * that keeps the batch when an advantage is not finite.
 */
export function checkedAlgorithm(algorithm: Algorithm, origin: ComponentOrigin): Algorithm {
  const checked: Algorithm = {
    advantages(samples, klCoefficient) {
      const advantages = explained(origin, () => algorithm.advantages(samples, klCoefficient));
      const lengths = samples.map(({ completion }) => completion.length);
      const placeOf = (sample: number) =>
        `sample ${sample} (episode ${samples[sample]?.episode ?? '?'}, the ${samples[sample]?.agent ?? '?'} agent)`;
      requireShape(origin, 'advantages', advantages.values, lengths, placeOf);
      if (advantages.returns !== undefined) {
        requireShape(origin, 'returns', advantages.returns, lengths, placeOf);
      }
      samples.forEach(({ agent }, sample) => {
        const token = (advantages.values[sample] ?? []).findIndex(
          (value) => !Number.isFinite(value),
        );
        if (token < 0) return;
        const value = String(advantages.values[sample]?.[token]);
        throw new TrainingFailure(
          agent,
          `${describeOrigin(origin)} gave ${placeOf(sample)} the advantage ${value} at token ${token}, ` +
            'where it has to be a finite number: is something divided by a spread that can be 0?',
          { samples, advantages: advantages.values },
        );
      });
      return advantages;
    },
    loss: (inputs) => checkedLoss(origin, inputs.logprobs, () => algorithm.loss(inputs)),
  };
  const valueLoss = algorithm.valueLoss?.bind(algorithm);
  return valueLoss === undefined
    ? checked
    : {
        ...checked,
        valueLoss: (inputs) => checkedLoss(origin, inputs.values, () => valueLoss(inputs)),
      };
}

/** A loss with a derivative for each token of `point`, which is `[sample][token]`. */
function checkedLoss(
  origin: ComponentOrigin,
  point: readonly (readonly number[])[],
  compute: () => LossValue,
): LossValue {
  const loss = explained(origin, compute);
  const lengths = point.map(({ length }) => length);
  requireShape(origin, 'derivatives', loss.derivatives, lengths, (sample) => `sample ${sample}`);
  return loss;
}

/** @param lengths `[sample]` tokens. */
function requireShape(
  origin: ComponentOrigin,
  noun: string,
  values: readonly (readonly number[])[],
  lengths: readonly number[],
  placeOf: (sample: number) => string,
): void {
  requireOneEach(origin, values, `lists of ${noun}`, { count: lengths.length, things: 'samples' });
  lengths.forEach((length, sample) => {
    const given = values[sample]?.length ?? 0;
    if (given === length) return;
    throw new ComponentFault(
      origin,
      `gave ${placeOf(sample)} ${given} ${noun} for ${length} tokens`,
      'Give one for each token of the completion: the shape is [sample][token]',
    );
  });
}
