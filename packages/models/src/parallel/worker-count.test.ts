import { cpuBackend } from '@waltz/compute/testing';
import { expect, it } from 'vitest';
import { END_OF_TURN, TINY } from '../testing/tiny-engine.ts';
import { countWorkers } from './worker-count.ts';

const SETTINGS = {
  architecture: TINY,
  lora: null,
  ends: [END_OF_TURN],
  microBatchTokens: 64,
  gradientCheckpointing: false,
  sampleBatch: 8,
};
const GIBIBYTE = 2 ** 30;

it.each([
  ['auto', 1, 8, 1, 'there is 1 core'],
  ['auto', 2, 8, 2, 'there are 2 cores'],
  ['auto', 7, 8, 4, 'there are 7 cores'],
  ['auto', 64, 128, 16, 'there are 64 cores'],
  ['auto', 16, 1, 2, 'there are 16 cores, but half of the memory'],
  [1, 64, 128, 1, 'compute.workers is 1'],
  [6, 2, 8, 4, 'compute.workers is 6, rounded down'],
  [100, 2, 8, 16, 'compute.workers is 100, rounded down'],
] as const)('%s of %i cores and %i GiB are %i', (asked, cores, gibibytes, count, reason) => {
  const machine = { cores, memoryBytes: gibibytes * GIBIBYTE };
  const counted = countWorkers(asked, cpuBackend, SETTINGS, machine);
  expect(counted.count).toBe(count);
  expect(counted.reason).toContain(reason);
});

it('is 1 where a backend shares the cores out itself', () => {
  const { name, probe, activate } = cpuBackend;
  expect(countWorkers(4, { name, probe, activate }, SETTINGS)).toEqual({
    count: 1,
    reason: 'cpu has threads or a device of its own',
  });
});
