import { expect, it } from 'vitest';
import { ON_PROCESSOR, paceOf } from './pace.ts';

it('is that of a processor, unless a device is there for one engine alone', () => {
  expect(paceOf({ microBatchTokens: 2048 })).toBe(ON_PROCESSOR);
  expect(paceOf({ microBatchTokens: 2048, keepsBatchesWhole: false })).toBe(ON_PROCESSOR);
  expect(paceOf({ microBatchTokens: 2048, keepsBatchesWhole: true })).toEqual({
    rows: 2048,
    passes: 4,
  });
});
