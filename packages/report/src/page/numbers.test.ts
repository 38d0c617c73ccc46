import { describe, expect, it } from 'vitest';
import { count, duration, percent } from './numbers.ts';

describe('numbers', () => {
  it.each([
    [percent(0.0457), '4.6'],
    [percent(1), '100.0'],
    [duration(48.21), '48.2 s'],
    [duration(59.97), '1 min 0 s'],
    [duration(249.4), '4 min 9 s'],
    [duration(3599.7), '1 h 0 min'],
    [duration(7500), '2 h 5 min'],
    [count(12345.4), '12,345'],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected);
  });
});
