import { createHash } from 'node:crypto';
import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import { version_wasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { nativeBackend, wasmBackend } from '../backends/backends.ts';
import { asWasmBackend } from './wasm-backend.ts';

// Whoever updates TensorFlow.js reads here what our kernels rest on. Only the last tests install them.

describe('tfjs-backend-wasm, as our kernels expect it', () => {
  it('is the version that they were written for', () => {
    expect([tf.version_core, version_cpu, version_wasm]).toEqual(['4.22.0', '4.22.0', '4.22.0']);
  });

  it('keeps tensors where we look for them', async () => {
    await tf.setBackend('wasm');
    const backend = asWasmBackend(tf.backend());
    const tensor = tf.tensor1d([1, 2, 3]);
    const { memoryOffset } = backend.dataIdMap.get(tensor.dataId);
    const numbers = new Float32Array(backend.wasm.asm.memory.buffer, memoryOffset, 3);
    expect([...numbers]).toEqual([1, 2, 3]);
    expect(backend.refCount(tensor.dataId)).toBe(1);
    const made = backend.makeOutput([2], 'float32');
    expect(made).toMatchObject({ shape: [2], dtype: 'float32' });
    tensor.dispose();
  });

  it('refuses a backend that is built otherwise', () => {
    expect(() => asWasmBackend({ wasm: { asm: {} } })).toThrow('install 4.22.0');
  });

  it.each([
    ['BatchMatMul', { a: [2, 3], b: [3, 4] }, { transposeA: false, transposeB: false }, [2, 4]],
    ['Cast', { x: [2, 3] }, { dtype: 'float32' }, [2, 3]],
    ['Identity', { x: [2, 3] }, {}, [2, 3]],
    ['Sum', { x: [2, 3] }, { axis: [0], keepDims: false }, [3]],
    ['Tanh', { x: [2, 3] }, {}, [2, 3]],
    ['Transpose', { x: [2, 3] }, { perm: [1, 0] }, [3, 2]],
  ] as const)('%s takes what its replacement takes', async (name, shapes, attributes, expected) => {
    await tf.setBackend('wasm');
    const inputs = Object.fromEntries(
      Object.entries(shapes).map(([key, shape]) => [key, tf.ones([...shape])]),
    );
    const output: tf.Tensor = tf.engine().runKernel(name, inputs, attributes);
    expect(output.shape).toEqual(expected);
    tf.dispose([output, inputs]);
  });

  it('GatherV2 takes what its replacement takes', async () => {
    await tf.setBackend('wasm');
    const inputs = { x: tf.ones([3, 2]), indices: tf.tensor1d([2, 0], 'int32') };
    const output: tf.Tensor = tf.engine().runKernel('GatherV2', inputs, { axis: 0, batchDims: 0 });
    expect(output.shape).toEqual([2, 2]);
    tf.dispose([output, inputs]);
  });
});

/** The first digits of the SHA-256 of every stock kernel that one of ours stands in for. */
const REPLACED = {
  cpu: {
    Add: 'aeca2f047fc5',
    BatchMatMul: '21c0e31c6f7c',
    Cast: 'cb0a1561f55b',
    GatherV2: 'e3a6318fbaa7',
    Identity: '93b8cbc71cb7',
    Multiply: 'aeca2f047fc5',
    RealDiv: 'c6cd4fed6ed0',
    Square: 'b88f64a15a57',
    Sub: 'aeca2f047fc5',
    Sum: 'e14ee7f8359e',
    Tanh: 'adeabc5017ba',
    Transpose: 'f51dca4bae89',
  },
  wasm: {
    BatchMatMul: '33db2812b958',
    Cast: '8e9d1b8d1100',
    GatherV2: '580c4e1b257d',
    Identity: '799c5960f34c',
    Sum: 'ba19bb03c453',
    Tanh: 'ee7475ab11d7',
    Transpose: 'e402baa9fc4c',
  },
};

type Kernels = ReadonlyMap<string, tf.KernelFunc>;

function kernelsOf(backend: string): Kernels {
  const kernels = tf.getKernelsForBackend(backend);
  return new Map(kernels.map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]));
}

/** Digests of the kernels of `stock` that are others now. */
function replacedDigests(stock: Kernels, now: Kernels): Record<string, string> {
  const replaced = [...stock].filter(([name, kernel]) => now.get(name) !== kernel);
  return Object.fromEntries(
    replaced.map(([name, kernel]) => [
      name,
      createHash('sha256').update(String(kernel)).digest('hex').slice(0, 12),
    ]),
  );
}

const CHANGED =
  'TensorFlow.js has changed a kernel that ours stands in for (or ours stands in for another one): read its source, ' +
  'see that ours computes the same and is still faster, then write its digest into this file';

describe('the stock kernels that ours stand in for', () => {
  it('are on wasm what they were', async () => {
    await tf.setBackend('wasm');
    const stock = kernelsOf('wasm');
    await wasmBackend.activate();
    expect(replacedDigests(stock, kernelsOf('wasm')), CHANGED).toEqual(REPLACED.wasm);
  });

  it('are on cpu, which native inherits from, what they were', async ({ skip }) => {
    const { available, reason } = await nativeBackend.probe();
    if (!available) return skip(reason);
    await nativeBackend.activate();
    expect(replacedDigests(kernelsOf('cpu'), kernelsOf('native')), CHANGED).toEqual(REPLACED.cpu);
  });
});
