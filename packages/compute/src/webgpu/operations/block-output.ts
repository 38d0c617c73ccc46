import type { TensorInfo } from '@tensorflow/tfjs-core';
import { fusedBlockOutput, type BlockOutputAttributes } from '../../fused/block-output.ts';
import type { FusedKernels } from '../../fused/fused-operation.ts';
import type { WebGpuFunction } from '../programs/programs.ts';

/** The half of a layer that puts out, as programs one after another: four forward, five back. */
export const blockOutput: FusedKernels<
  'hidden' | 'heard' | 'attentionOutput' | 'norm' | 'gate' | 'up' | 'down',
  'out' | 'attended' | 'inverse' | 'gates' | 'ups' | 'workspace',
  BlockOutputAttributes,
  WebGpuFunction
> = {
  name: fusedBlockOutput.name,
  forward: (module, inputs, { normEpsilon }) => {
    const { hidden, heard, attentionOutput, norm, gate, up, down } = inputs;
    const [rows, dim, heardWidth, hiddenDim] = sizesOf(hidden, heard, gate);
    const [attended, inner, out] = [hidden, hidden, hidden].map(({ shape }) =>
      module.output(shape),
    ) as Three;
    const [gates, ups, gated] = [gate, up, gate].map(() =>
      module.output([rows, hiddenDim]),
    ) as Three;
    const inverse = module.output([rows]);
    const first = [heard, attentionOutput, hidden, attended];
    module.run('add_projection', first, [rows, heardWidth, dim]);
    module.run('rms_norm', [attended, norm, inner, inverse], [rows, dim, normEpsilon]);
    module.run('gate_up', [inner, gate, up, gates, ups, gated], [rows, dim, hiddenDim]);
    module.run('add_projection', [gated, down, attended, out], [rows, hiddenDim, dim]);
    return [out, attended, inverse, gates, ups, inner, gated];
  },
  backward: (module, saved) => {
    const { heard, attentionOutput, norm, gate, up, down, attended, inverse, gates, ups, dy } =
      saved;
    const [rows, dim, heardWidth, hiddenDim] = sizesOf(attended, heard, gate);
    const sizes = [rows, dim, hiddenDim];
    const alike = (tensor: TensorInfo): TensorInfo => module.output(tensor.shape);
    const [dgates, dups, gated] = [gates, ups, gates].map(alike) as Three;
    module.run('gate_up_gradient', [dy, down, gates, ups, dgates, dups, gated], sizes);
    const [dinner, inner, dattended] = [attended, attended, attended].map(alike) as Three;
    module.run('feed_forward_gradient', [dgates, dups, gate, up, dinner], sizes);
    const dnorm = alike(norm);
    const ofNorm = [attended, norm, inverse, dinner, dy, dattended, dnorm, inner];
    module.run('feed_forward_norm_gradient', ofNorm, [rows, dim]);
    const [dgate, dup, ddown] = [gate, up, down].map(alike) as Three;
    const ofWeights = [inner, gated, dgates, dups, dy, dgate, dup, ddown];
    module.run('feed_forward_weights', ofWeights, sizes);
    const [dheard, doutput] = [alike(heard), alike(attentionOutput)];
    const ofOutput = [heard, attentionOutput, dattended, dheard, doutput];
    module.run('projection_gradient', ofOutput, [rows, heardWidth, dim]);
    const gradients = [dattended, dheard, doutput, dnorm, dgate, dup, ddown];
    return [...gradients, dgates, dups, gated, dinner, inner];
  },
};

type Three = [TensorInfo, TensorInfo, TensorInfo];
type Sizes = readonly [rows: number, dim: number, heardWidth: number, hiddenDim: number];

function sizesOf(hidden: TensorInfo, heard: TensorInfo, gate: TensorInfo): Sizes {
  const [rows, dim] = hidden.shape as [number, number];
  return [rows, dim, heard.shape[1] as number, gate.shape[1] as number];
}
