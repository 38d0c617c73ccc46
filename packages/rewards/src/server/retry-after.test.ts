import { expect, it } from 'vitest';
import { retryAfterOf } from './retry-after.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');

it.each([
  [null, 0],
  ['2', 2000],
  [' 0.5 ', 500],
  ['Thu, 01 Jan 2026 00:00:03 GMT', 3000],
  ['Wed, 31 Dec 2025 23:00:00 GMT', 0],
  ['soon', 0],
  ['-1', 0],
])('reads %j as %i ms', (header, wait) => {
  expect(retryAfterOf(header, NOW)).toBe(wait);
});
