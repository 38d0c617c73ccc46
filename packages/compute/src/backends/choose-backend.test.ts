import type { Backend } from '@waltz/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import plugin from '../plugin.ts';
import { cpuBackend, knownBackends, nativeBackend, wasmBackend } from './backends.ts';
import { chooseBackend } from './choose-backend.ts';

const absent: Backend = {
  name: 'cuda',
  probe: () => Promise.resolve({ available: false, reason: 'no card; install one' }),
  activate: () => Promise.reject(new Error('absent')),
};

describe('chooseBackend', () => {
  it('takes the fastest that works: native where it is built, and wasm where it is not', async () => {
    const { available } = await nativeBackend.probe();
    expect((await chooseBackend()).name).toBe(available ? 'native' : 'wasm');
  });

  it('passes over what does not work, and says why', async () => {
    const chosen = await chooseBackend([absent, cpuBackend]);
    expect(chosen.name).toBe('cpu');
    expect((await chosen.probe()).reason).toBe(
      'not cuda: no card; install one; cpu: plain JavaScript works everywhere',
    );
  });

  it('fails with every reason when none works', async () => {
    await expect(chooseBackend([absent])).rejects.toThrow('not cuda: no card; install one');
  });
});

describe('backends', () => {
  it.for(knownBackends)('$name is what computes once it is active', async (backend, { skip }) => {
    const { available, reason } = await backend.probe();
    if (!available && backend === nativeBackend) skip(reason);
    expect(available).toBe(true);
    await backend.activate();
    expect(tf.getBackend()).toBe(backend.name);
    expect([...(await tf.matMul([[1, 2]], [[3], [4]]).data())]).toEqual([11]);
  });

  it('leave the process without listeners of Emscripten', async () => {
    await wasmBackend.activate();
    expect(process.listenerCount('unhandledRejection')).toBeLessThanOrEqual(1);
  });

  it('are components of the plugin, and so is the choice', () => {
    expect(plugin.components.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'backend auto',
      'backend native',
      'backend wasm',
      'backend cpu',
    ]);
  });
});
