import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { attentionHeads } from '../operations/attention-heads.ts';
import { blockOutput } from '../operations/block-output.ts';
import type { Operation } from './on-backend.ts';

/** `attentionHeads` as an operation on hidden, norm, query, key and value. */
export function headsOf(attributes: Parameters<typeof attentionHeads>[2]): Operation {
  return (...inputs) => {
    const [hidden, attentionNorm, query, key, value] = inputs as [Tensor2D, ...Four];
    return attentionHeads(hidden, { attentionNorm, query, key, value }, attributes);
  };
}

type Four = [Tensor, Tensor, Tensor, Tensor];

/** `blockOutput` as an operation on hidden, heard, attention output, norm, gate, up and down. */
export const outputOf: Operation = (...inputs) => {
  const [hidden, heard, attentionOutput, feedForwardNorm, gate, up, down] = inputs as [
    ...[Tensor2D, Tensor2D, Tensor],
    ...Four,
  ];
  return blockOutput(hidden, heard, { attentionOutput, feedForwardNorm, gate, up, down }, 1e-5);
};
