import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { AdamStep } from '../optimiser/adam-update.ts';
import { sizeOf } from '../kernels/size-of.ts';
import type { KernelModule } from '../kernels/kernel-module.ts';
import { registerKernel } from './fused-operation.ts';

export const ADAM = 'WaltzAdam';

/** Registers Adam in place: the three tensors besides the gradient are overwritten. */
export function registerAdam(module: KernelModule): void {
  registerKernel(ADAM, module, (tensors, attributes) => {
    const { parameter, gradient, moment1, moment2 } = tensors as Record<
      'parameter' | 'gradient' | 'moment1' | 'moment2',
      TensorInfo
    >;
    const { learningRate, beta1, beta2, epsilon, step, gradientScale } = attributes as AdamStep;
    for (const overwritten of [parameter, moment1, moment2]) module.claim(overwritten);
    module.run(
      'adam',
      [parameter, gradient, moment1, moment2],
      [
        sizeOf(parameter.shape),
        gradientScale,
        beta1,
        beta2,
        epsilon,
        learningRate / (1 - beta1 ** step),
        1 / Math.sqrt(1 - beta2 ** step),
      ],
    );
    return [];
  });
}
