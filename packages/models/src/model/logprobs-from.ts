import { chosenLogprobs, recomputed } from '@waltz/compute';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { nextTokenLogits } from './transformer.ts';
import type { Weights } from './weights.ts';

/** Logits that are held at once: 64 MB. A vocabulary of 50,000 would take as much for 340 tokens. */
const LOGITS_AT_ONCE = 2 ** 24;

/**
 * `[row]` log-probabilities, in nats, of int32 `targets` `[row]` after each row of `hidden` `[row][dim]`; differentiable.
 * Where the logits of all rows would be many, they are computed some rows at a time, and in the backward pass again.
 */
export function logprobsFrom(
  weights: Weights,
  hidden: Tensor2D,
  targets: Tensor1D,
  logitsAtOnce = LOGITS_AT_ONCE,
): Tensor1D {
  const { embedding, head, learned } = weights;
  const [rows, dim] = hidden.shape;
  const [vocabulary = 0] = head === null ? embedding.shape : head.shape.slice(1);
  const rowsAtOnce = Math.max(1, Math.floor(logitsAtOnce / vocabulary));
  if (rows <= rowsAtOnce) return chosenLogprobs(nextTokenLogits(weights, hidden), targets);

  const table = learned === 'all' ? [head ?? embedding] : [];
  const parts: Tensor1D[] = [];
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    const some = tf.slice(hidden, [first, 0], [count, dim]);
    const chosen = tf.slice(targets, first, count);
    parts.push(
      recomputed(
        ([states, projection], [ids]) =>
          chosenLogprobs(
            nextTokenLogits(withHead(weights, projection), states as Tensor2D),
            ids as Tensor,
          ),
        [some, ...table],
        [chosen],
      ),
    );
  }
  return tf.concat(parts);
}

/** The weights with another tensor as what projects to the vocabulary. */
function withHead(weights: Weights, projection: Tensor | undefined): Weights {
  if (projection === undefined) return weights;
  return weights.head === null
    ? { ...weights, embedding: projection }
    : { ...weights, head: projection };
}
