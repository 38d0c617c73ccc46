import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { AdamStep } from '../optimiser/adam-update.ts';
import type { KernelModule } from '../kernels/kernel-module.ts';
import { sizeOf } from '../kernels/size-of.ts';
import { registerKernel } from './fused-operation.ts';

export const ADAM = 'WaltzAdam';

/** A parameter, its gradient and its two moments. */
type Four = [TensorInfo, TensorInfo, TensorInfo, TensorInfo];

/** Registers Adam in place, of tensors four by four: all of them but the gradient are overwritten. */
export function registerAdam(
  module: Pick<KernelModule, 'backendName' | 'claim' | 'runEach'>,
): void {
  registerKernel(ADAM, module, (tensors, attributes) => {
    const { learningRate, beta1, beta2, epsilon, step, gradientScale } = attributes as AdamStep;
    const all = Object.values(tensors);
    const parts = Array.from({ length: all.length / 4 }, (_, at) => {
      const four = all.slice(4 * at, 4 * at + 4) as Four;
      const [parameter, , moment1, moment2] = four;
      for (const overwritten of [parameter, moment1, moment2]) module.claim(overwritten);
      return { tensors: four, sizes: [sizeOf(parameter.shape)] };
    });
    module.runEach('adam', parts, [
      ...[gradientScale, beta1, beta2, epsilon],
      learningRate / (1 - beta1 ** step),
      1 / Math.sqrt(1 - beta2 ** step),
    ]);
    return [];
  });
}
