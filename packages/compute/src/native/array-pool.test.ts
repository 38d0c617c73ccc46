import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrayPool } from './array-pool.ts';

describe('ArrayPool', () => {
  it('never lends the same memory twice, and always as much as was asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5000 }), { maxLength: 60 }), fc.nat(), (lengths, kept) => {
        const pool = new ArrayPool();
        const lent = new Map<ArrayBufferLike, Float32Array>();
        for (const [index, length] of lengths.entries()) {
          const array = pool.take(length);
          expect(array.length).toBe(length);
          expect(lent.has(array.buffer)).toBe(false);
          if ((kept >> (index % 30)) & 1) lent.set(array.buffer, array);
          else pool.giveBack(array);
        }
        for (const array of lent.values()) expect(pool.owns(array)).toBe(true);
      }),
    );
  });

  it('lends again what was given back, to about the same length', () => {
    const pool = new ArrayPool();
    const first = pool.take(1000);
    pool.giveBack(first);
    expect(pool.owns(first)).toBe(false);
    expect(pool.take(990).buffer).toBe(first.buffer);
  });

  it('takes nothing that it did not lend', () => {
    const pool = new ArrayPool();
    const other = new Float32Array(16);
    pool.giveBack(other);
    expect(pool.take(16).buffer).not.toBe(other.buffer);
  });
});
