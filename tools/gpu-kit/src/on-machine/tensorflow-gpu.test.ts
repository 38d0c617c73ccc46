import { expect, it } from 'vitest';
import { tensorflowGpuBackend } from '../../../../packages/compute/src/backends/backends.ts';
import { tensorflowGpu } from './tensorflow-gpu.ts';

const { available, reason } = await tensorflowGpuBackend.probe();

it.skipIf(available)('is skipped by name where it does not work', async () => {
  const { failure, summary } = await tensorflowGpu({ out: '/nowhere', rehearses: false }, 10);
  expect(failure).toBeNull();
  expect(summary).toBe(`Skipped: ${reason}.`);
});
