import * as tf from '@tensorflow/tfjs-core';
import { registerPackMatrix } from '../fused/pack-matrix.ts';
import { registerSquareSums } from '../fused/square-sums.ts';
import { installKernels } from '../kernels/install-kernels.ts';
import { replace } from '../replaced/replacement.ts';
import { nativeKernels } from './addon.ts';
import { arithmetic, square } from './arithmetic.ts';
import { NativeBackend } from './native-backend.ts';
import { NativeKernelModule } from './native-kernel-module.ts';

let registered = false;

/** Registers the backend `native` with TensorFlow.js. Throws why it is not there when it is not. */
export function registerNative(): void {
  if (registered) return;
  const { kernels } = nativeKernels();
  const backend = new NativeBackend();
  tf.registerBackend('native', () => backend);
  // Everything that the plain JavaScript backend can do, this one can: it is the same backend with other memory.
  for (const kernel of tf.getKernelsForBackend('cpu')) {
    tf.registerKernel({ ...kernel, backendName: 'native' });
  }
  const module = new NativeKernelModule(backend, kernels);
  installKernels(module);
  registerPackMatrix(module, 'panels');
  registerSquareSums(module, 1);
  for (const kernel of arithmetic) replace(kernel, module);
  replace(square, module);
  registered = true;
}
