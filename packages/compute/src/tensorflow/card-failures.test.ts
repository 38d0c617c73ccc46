import { LostDevice, OutOfDeviceMemory } from '@waltz/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { tensorflowBackend } from '../backends/backends.ts';
import { describeOn } from '../testing/describe-on.ts';
import { asDeviceFailure, withDeviceFailures } from './card-failures.ts';

const memory = () => ({ free: 2 ** 20, total: 2 ** 30 });
const failure = (status: number, message: string) =>
  asDeviceFailure(new Error(`Invalid TF_Status: ${status}\nMessage: ${message}`), 'H100', memory);

describe('what TensorFlow throws', () => {
  it.each([
    ['float', 'shape[256,4096]', 4 * 256 * 4096],
    ['half', 'shape[8,3]', 48],
    ['int64', 'shape[]', 8],
  ])('tells the bytes that were asked for: %s, %s', (type, shape, asked) => {
    const message = `OOM when allocating tensor with ${shape} and type ${type} on /device:GPU:0 by allocator GPU_0_bfc`;
    const told = failure(8, message);
    if (!(told instanceof OutOfDeviceMemory)) throw new Error('it is none for want of memory');
    expect(told.memory).toEqual({ asked, ...memory() });
    expect(told.message).toContain(`(${message})`);
    expect(told.cause).toBeInstanceOf(Error);
  });

  it('may not tell how much', () => {
    const told = failure(8, 'Failed to allocate memory');
    if (!(told instanceof OutOfDeviceMemory)) throw new Error('it is none for want of memory');
    expect(told.memory.asked).toBeNull();
  });

  it.each(['CUDA_ERROR_ILLEGAL_ADDRESS: an illegal memory access', 'failed to synchronize GPU'])(
    'may say that the card is gone: %s',
    (message) => {
      expect(failure(13, message)).toBeInstanceOf(LostDevice);
      expect(failure(13, message)).toHaveProperty('message', expect.stringContaining(message));
    },
  );

  it('is otherwise left as it is', () => {
    const error = new Error('Invalid TF_Status: 3\nMessage: shapes differ');
    expect(asDeviceFailure(error, 'H100', memory)).toBe(error);
    expect(asDeviceFailure('a word', 'H100', memory)).toBe('a word');
  });
});

it('keeps what else the addon has', () => {
  const addon = {
    TF_INT64: 9,
    createTensor: (size: number) => size + 1,
    executeOp: () => {
      throw new Error('CUDA_ERROR_LAUNCH_FAILED');
    },
    tensorDataSync: () => 0,
  };
  const bindings = withDeviceFailures(addon, 'H100', memory) as typeof addon;
  expect(bindings.TF_INT64).toBe(9);
  expect(bindings.createTensor(1)).toBe(2);
  expect(() => bindings.executeOp()).toThrow(LostDevice);
});

describeOn([tensorflowBackend], 'TensorFlow itself', (backend) => {
  it('tells what it was asked for and has not', async () => {
    await backend.activate();
    // Once: it waits for memory for ten seconds.
    expect(() => tf.fill([2 ** 15, 2 ** 15, 2 ** 12], 1)).toThrow(
      /this machine is out of memory: 16384\.0 GiB was asked for, and/,
    );
  });
});
