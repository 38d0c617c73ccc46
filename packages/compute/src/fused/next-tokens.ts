import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../kernels/kernel-module.ts';
import { registerKernel } from './fused-operation.ts';

export const NEXT_TOKENS = 'WaltzNextTokens';

export const NOT_FINITE = 'the model gives logits that are not finite; its weights have diverged';

/**
 * Registers the choice of a token of each row of logits. Gives `[row][2]`, tokens and log-probabilities, and scratch. A
 * backend that cannot tell of logits that are not finite gives numbers that are none.
 */
export function registerNextTokens(module: KernelModule): void {
  registerKernel(NEXT_TOKENS, module, (inputs) => {
    const { logits, draws, temperatures } = inputs as Record<
      'logits' | 'draws' | 'temperatures',
      TensorInfo
    >;
    const [rows, vocabulary] = logits.shape as [number, number];
    const chosen = module.output([rows, 2]);
    const weights = module.output([vocabulary]);
    const wrong = module.run(
      'next_tokens',
      [logits, draws, temperatures, chosen, weights],
      [rows, vocabulary],
    );
    if (wrong >= 0) throw new Error(NOT_FINITE);
    return [chosen, weights];
  });
}
