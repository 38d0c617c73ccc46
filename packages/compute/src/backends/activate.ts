import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from '../gradients/register-gradients.ts';

export type BackendName = 'wasm' | 'cpu';

/** Makes `name` the backend of this process. Throws when it does not work here. */
export async function activate(name: BackendName): Promise<void> {
  registerGradients();
  if (!(await tf.setBackend(name))) {
    throw new Error(`backend "${name}" does not work on this machine; try "cpu"`);
  }
}
