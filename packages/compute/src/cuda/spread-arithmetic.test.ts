import { describe, expect, it } from 'vitest';
import { spreadOver } from './spread-arithmetic.ts';

describe('how a side is spread over the result', () => {
  it.each([
    { name: 'a whole', shape: [2, 3], side: [2, 3], spread: { step: 1, size: 6 } },
    { name: 'a scalar', shape: [2, 3], side: [], spread: { step: 1, size: 1 } },
    { name: 'a row', shape: [4, 3], side: [3], spread: { step: 1, size: 3 } },
    { name: 'a column', shape: [4, 3], side: [4, 1], spread: { step: 3, size: 4 } },
    { name: 'a middle axis', shape: [2, 4, 3], side: [4, 1], spread: { step: 3, size: 4 } },
    { name: 'past axes of 1', shape: [2, 1, 3], side: [2, 1, 3], spread: { step: 1, size: 6 } },
    { name: 'two runs', shape: [2, 4, 3], side: [2, 1, 3], spread: null },
  ])('$name', ({ shape, side, spread }) => {
    expect(spreadOver(shape, side)).toEqual(spread);
    if (spread === null) return;
    // Against what broadcasting is: the number of the side that belongs to each of the result.
    const whole = [...Array<number>(shape.length - side.length).fill(1), ...side];
    const size = shape.reduce((product, axis) => product * axis, 1);
    for (let i = 0; i < size; i++) {
      let [rest, step, at] = [i, 1, 0];
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        const place = rest % (shape[axis] ?? 1);
        rest = Math.floor(rest / (shape[axis] ?? 1));
        if (whole[axis] !== 1) at += place * step;
        step *= whole[axis] ?? 1;
      }
      expect(Math.floor(i / spread.step) % spread.size).toBe(at);
    }
  });
});
