import { sizeOf } from '../kernels/size-of.ts';
import type { FusedOperation } from './fused-operation.ts';

export const fusedRmsNorm: FusedOperation<
  'x' | 'gain',
  'out' | 'inverse',
  { readonly epsilon: number }
> = {
  name: 'WaltzRmsNorm',
  inputs: ['x', 'gain'],
  outputs: ['out', 'inverse'],
  saves: ['x', 'gain', 'inverse'],
  differentiable: ['x', 'gain'],
  forward: (module, { x, gain }, { epsilon }) => {
    const dim = sizeOf(gain.shape);
    const rows = sizeOf(x.shape) / dim;
    const out = module.output(x.shape);
    const inverse = module.output([rows]);
    module.run('rms_norm', [x, gain, out, inverse], [rows, dim, epsilon]);
    return [out, inverse];
  },
  backward: (module, { x, gain, inverse, dy }) => {
    const dim = sizeOf(gain.shape);
    const dx = module.output(x.shape);
    const dgain = module.output(gain.shape);
    const rows = sizeOf(x.shape) / dim;
    module.run('rms_norm_gradient', [x, gain, inverse, dy, dx, dgain], [rows, dim]);
    return [dx, dgain];
  },
};
