import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';

/** An operation, as a backward pass needs it. */
interface Recorded {
  readonly name: string;
  /** Those that may have a gradient. */
  readonly inputs: readonly Tensor[];
  readonly value: Tensor;
  /** What `gradient` reads again. */
  readonly saved: readonly TensorInfo[];
  /** Gives the gradient of each of `inputs` from that of `value`. */
  readonly gradient: (dy: Tensor) => readonly Tensor[];
}

/**
 * Puts an operation on the tape of TensorFlow.js, which keeps what it saves as long as it is there itself. `customGrad`
 * does so, too; but it runs a kernel for each tensor that is saved, and records that in turn.
 */
export function record({ name, inputs, value, saved, gradient }: Recorded): void {
  const { backend, state } = tf.engine();
  for (const { dataId } of saved) backend.incRef(dataId);
  const forget = (): void => {
    for (const info of saved) release(info);
  };
  state.activeTape.push({
    id: state.nextTapeNodeId++,
    kernelName: name,
    inputs: Object.fromEntries(inputs.entries()),
    outputs: [value],
    gradient: ([dy]) =>
      Object.fromEntries(gradient(dy as Tensor).map((tensor, at) => [at, () => tensor])),
    // What the tape does to what is saved is to dispose of it.
    saved: [{ dispose: forget } as Tensor],
  });
}

/** Lets go of numbers that a kernel made or that were saved: their memory is free when nobody else has them. */
export function release({ dataId }: TensorInfo): void {
  const engine = tf.engine();
  const { backend } = engine;
  if (backend.disposeData(dataId)) engine.removeDataId(dataId, backend);
}
