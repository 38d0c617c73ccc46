import { describe, expect, it } from 'vitest';
import { finite, fraction, positive, positiveInteger } from './option-formats.ts';

const cases = [
  {
    format: finite,
    accepts: [0, -1.5, 1e-8],
    refuses: ['1', Number.NaN, Infinity, null, undefined],
  },
  { format: positive, accepts: [1e-8, 3], refuses: [0, -1, '2', Number.NaN] },
  { format: positiveInteger, accepts: [1, 512], refuses: [0, 1.5, -2, '1', Infinity] },
  { format: fraction, accepts: [0, 0.5, 1], refuses: [-0.1, 1.1, '0.5', Number.NaN] },
];

describe.each(cases)('$format.name', ({ format, accepts, refuses }) => {
  it.each(accepts)('accepts %s', (value) => {
    expect(() => format(value)).not.toThrow();
  });

  it.each(refuses)('refuses %s', (value) => {
    expect(() => format(value)).toThrow(/must be/);
  });
});
