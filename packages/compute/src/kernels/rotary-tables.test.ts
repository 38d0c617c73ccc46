import { describe, expect, it } from 'vitest';
import { RotaryTables } from './rotary-tables.ts';

describe('rotary tables', () => {
  const held = new Set<object>();
  const tables = new RotaryTables<Float32Array | Int32Array>({
    place: (values) => {
      held.add(values);
      return values;
    },
    free: (values) => {
      held.delete(values);
    },
  });

  it('hold the angles of each position, and the positions', () => {
    const { length, cosines, sines, positions } = tables.table([1, 0.5], 3);
    expect(length).toBeGreaterThanOrEqual(3);
    expect([...positions.slice(0, 3)]).toEqual([0, 1, 2]);
    expect([cosines.length, sines.length, positions.length]).toEqual([
      2 * length,
      2 * length,
      length,
    ]);
    expect(cosines[5]).toBeCloseTo(Math.cos(2 * 0.5), 6);
    expect(sines[4]).toBeCloseTo(Math.sin(2), 6);
  });

  it('are there once for each list of frequencies, and give back what they outgrow', () => {
    const first = tables.table([1, 0.5], 3);
    expect(tables.table([1, 0.5], first.length)).toBe(first);
    const longer = tables.table([1, 0.5], first.length + 1);
    expect(longer.length).toBeGreaterThan(first.length);
    expect([...held]).toEqual([longer.cosines, longer.sines, longer.positions]);
    expect(tables.table([1], 3)).not.toBe(longer);
    expect(held.size).toBe(6);
  });
});
