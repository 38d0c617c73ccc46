import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { expectTensor } from '../operations/expect-tensor.ts';
import { projectHeads } from '../operations/project-heads.ts';
import { rotaryAt } from '../operations/rotary-embedding.ts';
import type { CacheShape, LayerSettings, LayerWeights } from './layers.ts';

/**
 * Queries, keys and values of rows, each turned to its position, from the composed operations: `hidden` is `[row][dim]`,
 * queries are `[row][head · headDim]`, the others `[row][kvHead · headDim]`. Throws when a weight has another shape than
 * the heads ask for.
 */
export function projectRows(
  hidden: Tensor2D,
  weights: LayerWeights,
  { heads, kvHeads, headDim }: CacheShape,
  positions: Int32Array,
  { normEpsilon, ropeFrequencies }: LayerSettings,
): { readonly q: Tensor2D; readonly k: Tensor2D; readonly v: Tensor2D } {
  const count = positions.length;
  const flat = (x: Tensor): Tensor2D => tf.reshape(x, [count, -1]);
  const turned = (x: Tensor): Tensor2D => flat(rotaryAt(x, positions, ropeFrequencies));
  const projected = projectHeads(hidden, weights, { headDim, normEpsilon });
  const [q, k, v] = [turned(projected.queries), turned(projected.keys), flat(projected.values)];
  expectTensor('q', q, [count, heads * headDim]);
  expectTensor('k', k, [count, kvHeads * headDim]);
  expectTensor('v', v, k.shape);
  return { q, k, v };
}
