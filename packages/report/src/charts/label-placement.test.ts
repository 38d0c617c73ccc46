import { describe, expect, it } from 'vitest';
import { labelPlacements } from './label-placement.ts';

describe('labelPlacements', () => {
  it('puts a lone label to the right of its point', () => {
    expect(labelPlacements([{ x: 25, y: 25 }], [], 50)).toEqual([
      { textAnchor: 'start', dx: 11, dy: 0 },
    ]);
  });

  it.each([
    { obstacle: { x: 30, y: 25 }, anchor: 'middle' },
    { obstacle: { x: 20, y: 25 }, anchor: 'start' },
  ])('turns away from what stands at $obstacle.x', ({ obstacle, anchor }) => {
    expect(labelPlacements([{ x: 25, y: 25 }], [obstacle], 50)[0]?.textAnchor).toBe(anchor);
  });

  it('stays inside the plane', () => {
    expect(labelPlacements([{ x: 49, y: 25 }], [{ x: 45, y: 25 }], 50)[0]?.textAnchor).toBe('end');
    expect(labelPlacements([{ x: 1, y: 49 }], [], 50)[0]?.textAnchor).toBe('start');
  });

  it('keeps the labels of points that coincide apart', () => {
    const corner = { x: 0, y: 0 };
    const heights = labelPlacements([corner, corner, corner], [], 50).map(({ dy }) => dy);
    expect(new Set(heights).size).toBe(3);
  });
});
