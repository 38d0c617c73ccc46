import { expect, it } from 'vitest';
import { inUnits } from './in-units.ts';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [269_060_000, '269.1 MB'],
  [1e18, '1000000 TB'],
])('writes %d as %s', (bytes, text) => {
  expect(inUnits(bytes)).toBe(text);
});
