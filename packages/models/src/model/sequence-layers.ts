import type { Tensor2D } from '@tensorflow/tfjs-core';
import {
  attentionHeads,
  blockOutput,
  ofLayer,
  recomputed,
  type Layers,
  type AdaptedLayerWeights,
} from '@waltz/compute';
import { headDim } from '@waltz/core';
import { ropeFrequencies, type Architecture } from './architecture.ts';
import { HEARING, learnedHalf, PUTTING_OUT } from './layer-halves.ts';
import type { Weights } from './weights.ts';

/**
 * The layers over whole sequences: the rows are those of `[batch][position]`, padded on the right; differentiable. With
 * `checkpointing` the backward pass keeps what goes into each half of a layer, and computes the rest again.
 */
export function sequenceLayers(
  architecture: Architecture,
  { layers }: Weights,
  batch: number,
  checkpointing: boolean,
): Layers {
  const { normEpsilon, windows } = architecture;
  const attributes = {
    ...{ batch, normEpsilon, headDim: headDim(architecture) },
    ropeFrequencies: ropeFrequencies(architecture),
  };
  const hear = (layer: number, hidden: Tensor2D, weights: AdaptedLayerWeights): Tensor2D =>
    attentionHeads(hidden, weights, { ...attributes, window: windows?.[layer] ?? null });
  const putOut = (hidden: Tensor2D, heard: Tensor2D, weights: AdaptedLayerWeights): Tensor2D =>
    blockOutput(hidden, heard, weights, normEpsilon);

  if (!checkpointing) {
    return {
      heard: (layer, hidden) => hear(layer, hidden, ofLayer(layers, layer)),
      output: (layer, hidden, heard) => putOut(hidden, heard, ofLayer(layers, layer)),
    };
  }
  return {
    heard: (layer, hidden) => {
      const { tensors, withOthers } = learnedHalf(ofLayer(layers, layer), HEARING);
      return recomputed(
        ([input, ...learned]) => hear(layer, input as Tensor2D, withOthers(learned)),
        [hidden, ...tensors],
      );
    },
    output: (layer, hidden, heard) => {
      const { tensors, withOthers } = learnedHalf(ofLayer(layers, layer), PUTTING_OUT);
      return recomputed(
        ([input, listened, ...learned]) =>
          putOut(input as Tensor2D, listened as Tensor2D, withOthers(learned)),
        [hidden, heard, ...tensors],
      );
    },
  };
}
