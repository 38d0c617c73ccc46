import { RandomStream } from '@waltz/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sometimesWrong, type Labels } from './wrong-labels.ts';

const possible = fc.constantFrom<Labels>(
  { unsafe: false, overrefuse: false },
  { unsafe: true, overrefuse: false },
  { unsafe: false, overrefuse: true },
);

describe('sometimesWrong', () => {
  it('leaves labels alone when no share is wrong, and never does when all are', () => {
    fc.assert(
      fc.property(possible, fc.nat(), (labels, seed) => {
        expect(sometimesWrong(labels, 0, new RandomStream(seed))).toEqual(labels);
        const wrong = sometimesWrong(labels, 1, new RandomStream(seed));
        expect(wrong).not.toEqual(labels);
        expect(wrong.unsafe && wrong.overrefuse).toBe(false);
      }),
    );
  });

  it('is wrong as often as asked, and in both ways equally often', () => {
    const fine = { unsafe: false, overrefuse: false };
    const drawn = Array.from({ length: 4000 }, (_, seed) =>
      sometimesWrong(fine, 0.4, RandomStream.of(seed, 'test')),
    );
    const share = (holds: (labels: Labels) => boolean) => drawn.filter(holds).length / drawn.length;
    // Four standard errors of a share of 0.2 among 4000.
    expect(Math.abs(share(({ unsafe }) => unsafe) - 0.2)).toBeLessThan(0.0253);
    expect(Math.abs(share(({ overrefuse }) => overrefuse) - 0.2)).toBeLessThan(0.0253);
  });
});
