import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { asWasmBackend } from './wasm-backend.ts';

// Whoever updates TensorFlow.js reads here what our kernels rest on. Nothing in this file installs them.

describe('tfjs-backend-wasm, as our kernels expect it', () => {
  it('is the version that they were written for', () => {
    expect(tf.version_core).toBe('4.22.0');
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
