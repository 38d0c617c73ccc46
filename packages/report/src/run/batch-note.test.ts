import { expect, it } from 'vitest';
import { batchNote } from './batch-note.ts';

it.each([
  { config: { stages: { one: { promptsPerStep: 32 } } }, n: '32' },
  { config: { stages: { one: { promptsPerStep: 32, samplesPerPrompt: 4 } } }, n: '128' },
  {
    config: { stages: { one: { promptsPerStep: 64 }, two: { promptsPerStep: 128 } } },
    n: '64 or 128',
  },
])('a batch is n = $n episodes', ({ config, n }) => {
  expect(batchNote({ config })).toBe(`Each step is a batch of n = ${n} episodes.`);
});

it('is nothing when the config does not say', () => {
  expect(batchNote({ config: { stages: { imitate: { batchSize: 48 } } } })).toBe('');
  expect(batchNote({ config: {} })).toBe('');
});
