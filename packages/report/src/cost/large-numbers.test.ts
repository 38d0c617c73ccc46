import { expect, it } from 'vitest';
import { operations, parameters } from './large-numbers.ts';

it.each([
  [operations(0), '0.00'],
  [operations(999.4), '999'],
  [operations(999.6), '1.00 k'],
  [operations(1.234e10), '12.3 G'],
  [operations(9.996e17), '1.00 E'],
  [operations(2e26), '200000 Z'],
  [parameters(8_030_261_248), '8.03 B'],
  [parameters(134_515_008), '135 M'],
])('%s', (written, expected) => {
  expect(written).toBe(expected);
});
