import { attentionHeads, blockOutput, ofLayer, type Layers } from '@waltz/compute';
import { headDim } from '@waltz/core';
import { ropeFrequencies, type Architecture } from './architecture.ts';
import type { Weights } from './weights.ts';

/** The layers over whole sequences: the rows are those of `[batch][position]`, padded on the right; differentiable. */
export function sequenceLayers(
  architecture: Architecture,
  { layers }: Weights,
  batch: number,
): Layers {
  const { normEpsilon, windows } = architecture;
  const attributes = {
    ...{ batch, normEpsilon, headDim: headDim(architecture) },
    ropeFrequencies: ropeFrequencies(architecture),
  };
  return {
    heard: (layer, hidden) =>
      attentionHeads(hidden, ofLayer(layers, layer), {
        ...attributes,
        window: windows?.[layer] ?? null,
      }),
    output: (layer, hidden, heard) =>
      blockOutput(hidden, heard, ofLayer(layers, layer), normEpsilon),
  };
}
