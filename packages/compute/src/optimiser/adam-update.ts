import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { ADAM } from '../fused/adam.ts';
import { expectTensor } from '../operations/expect-tensor.ts';
import { hasKernel, runInPlace } from '../fused/fused-operation.ts';

export interface AdamStep {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1 for the first update: it corrects the bias of the moments. */
  readonly step: number;
  /** Multiplies the gradient first: 1, or the clipping of the global norm. */
  readonly gradientScale: number;
}

/** A parameter, its gradient, and the running means that Adam keeps of the gradient and of its square. */
export interface AdamState {
  readonly parameter: Variable;
  readonly gradient: Tensor;
  readonly moment1: Variable;
  readonly moment2: Variable;
}

/** One update of Adam (Kingma & Ba 2015, algorithm 1) of parameters and their moments, in place. */
export function adamUpdate(states: readonly AdamState[], step: AdamStep): void {
  for (const state of states) {
    for (const [name, tensor] of Object.entries(state)) {
      expectTensor(name, tensor as Tensor, state.parameter.shape);
    }
  }
  if (!hasKernel(ADAM)) {
    for (const state of states) composed(state, step);
    return;
  }
  const tensors: Tensor[] = [];
  for (const { parameter, gradient, moment1, moment2 } of states) {
    for (const variable of [parameter, moment1, moment2]) separate(variable);
    tensors.push(parameter, gradient, moment1, moment2);
  }
  runInPlace(ADAM, Object.fromEntries(tensors.entries()), step);
}

function composed({ parameter, gradient, moment1, moment2 }: AdamState, step: AdamStep): void {
  const { learningRate, beta1, beta2, epsilon, gradientScale } = step;
  tf.tidy(() => {
    const g = tf.mul(gradient, gradientScale);
    moment1.assign(tf.add(tf.mul(moment1, beta1), tf.mul(g, 1 - beta1)));
    moment2.assign(tf.add(tf.mul(moment2, beta2), tf.mul(tf.square(g), 1 - beta2)));
    const mean = tf.div(moment1, 1 - beta1 ** step.step);
    const deviation = tf.sqrt(tf.div(moment2, 1 - beta2 ** step.step));
    const change = tf.div(tf.mul(mean, learningRate), tf.add(deviation, epsilon));
    parameter.assign(tf.sub(parameter, change));
  });
}

/** Gives a variable numbers of its own where clones share them, so that writing in place leaves the clones alone. */
function separate(variable: Variable): void {
  const backend = tf.backend();
  if (backend.refCount(variable.dataId) === 1) return;
  tf.tidy(() => variable.assign(tf.add(variable, 0)));
}
