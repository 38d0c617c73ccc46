import type { FusedOperation } from './fused-operation.ts';

type Matrix = [number, number];

export const fusedChosenLogprobs: FusedOperation<
  'logits' | 'targets',
  'out' | 'normaliser',
  object
> = {
  name: 'WaltzChosenLogprobs',
  inputs: ['logits', 'targets'],
  outputs: ['out', 'normaliser'],
  saves: ['logits', 'targets', 'normaliser'],
  differentiable: ['logits'],
  forward: (module, { logits, targets }) => {
    const [rows, vocabulary] = logits.shape as Matrix;
    const out = module.output([rows]);
    const normaliser = module.output([rows]);
    const wrong = module.run(
      'chosen_logprobs',
      [logits, targets, out, normaliser],
      [rows, vocabulary],
    );
    if (wrong >= 0)
      throw new RangeError(`the target of row ${wrong} is not in a vocabulary of ${vocabulary}`);
    return [out, normaliser];
  },
  backward: (module, { logits, targets, normaliser, dy }) => {
    const dlogits = module.output(logits.shape);
    module.run(
      'chosen_logprobs_gradient',
      [logits, targets, normaliser, dy, dlogits],
      logits.shape,
    );
    return [dlogits];
  },
};
