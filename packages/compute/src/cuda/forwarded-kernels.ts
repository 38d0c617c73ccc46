import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { CudaBackend } from './cuda-backend.ts';

type Given = TensorInfo | undefined;
type Call = Parameters<KernelConfig['kernelFunc']>[0];

/** How often each kernel went to the processor. */
export const forwarded = new Map<string, number>();

/**
 * Gives the backend `name` all that plain JavaScript can do: there, and back. Right everywhere, and slow, so nothing that
 * a run does at every step may need it: a test counts.
 */
export function registerForwarded(name: string, backend: CudaBackend): void {
  const processor = new MathBackendCPU();
  for (const kernel of tf.getKernelsForBackend('cpu')) {
    tf.registerKernel({
      ...kernel,
      backendName: name,
      kernelFunc: (call) => {
        forwarded.set(kernel.kernelName, 1 + (forwarded.get(kernel.kernelName) ?? 0));
        return forward(kernel, call, backend, processor);
      },
    });
  }
}

function forward(
  { kernelFunc }: KernelConfig,
  call: Call,
  backend: CudaBackend,
  processor: MathBackendCPU,
): TensorInfo | TensorInfo[] {
  const copies: TensorInfo[] = [];
  const copy = (given: Given): Given => {
    if (given === undefined) return given;
    const values = backend.readSync(given.dataId);
    const there = processor.makeTensorInfo(given.shape, given.dtype, values);
    copies.push(there);
    return there;
  };
  const back = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => {
    const { values } = processor.data.get(dataId);
    // What it computed may lie in what it was given.
    const own = ArrayBuffer.isView(values) ? values.slice() : values;
    return { dataId: backend.write(own as Float32Array, shape, dtype), shape, dtype };
  };
  // Kernels of several tensors get a list where others get names.
  const given = Array.isArray(call.inputs)
    ? (call.inputs as Given[]).map(copy)
    : Object.fromEntries(Object.entries(call.inputs).map(([key, value]) => [key, copy(value)]));
  const inputs = given as Call['inputs'];
  const results = kernelFunc({ ...call, inputs, backend: processor });
  const listed = Array.isArray(results) ? results : [results];
  const outputs = listed.map(back);
  for (const { dataId } of [...listed, ...copies]) processor.disposeData(dataId, true);
  return Array.isArray(results) ? outputs : (outputs[0] as TensorInfo);
}
