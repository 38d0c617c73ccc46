import { sizeOf } from '../kernels/size-of.ts';
import type { FusedOperation } from './fused-operation.ts';

export const fusedSwiGlu: FusedOperation<'gate' | 'up', 'out', object> = {
  name: 'WaltzSwiGlu',
  inputs: ['gate', 'up'],
  outputs: ['out'],
  saves: ['gate', 'up'],
  differentiable: ['gate', 'up'],
  forward: (module, { gate, up }) => {
    const out = module.output(gate.shape);
    module.run('swi_glu', [gate, up, out], [sizeOf(gate.shape)]);
    return [out];
  },
  backward: (module, { gate, up, dy }) => {
    const dgate = module.output(gate.shape);
    const dup = module.output(gate.shape);
    module.run('swi_glu_gradient', [gate, up, dy, dgate, dup], [sizeOf(gate.shape)]);
    return [dgate, dup];
  },
};
