import { PAGE } from '@waltz/compute';
import { RandomStream } from '@waltz/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pagesFor, PagePool, type ReservedPages } from './page-pool.ts';

/** Contexts of two tokens that often begin alike. */
function randomContext(random: RandomStream): readonly number[] {
  const block = random.integer(2);
  const common = PAGE * random.integer(4);
  return Array.from({ length: 1 + common + random.integer(20) }, (_, at) =>
    at < common ? block : random.integer(2),
  );
}

interface Held {
  readonly reserved: ReservedPages;
  readonly context: readonly number[];
}

describe('the pages of the key-value cache', () => {
  it('are shared by those that begin alike, belong to one otherwise, and all come back', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = new RandomStream(seed);
        const pool = new PagePool(40);
        const held: Held[] = [];
        for (let step = 0; step < 60; step++) {
          if (random.chance(0.4) && held.length > 0) {
            const [gone] = held.splice(random.integer(held.length), 1);
            if (gone) pool.release(gone.reserved);
            continue;
          }
          const context = randomContext(random);
          const positions = context.length + 1 + random.integer(20);
          const free = pool.free;
          const reserved = pool.reserve(context, positions);
          if (reserved === null) {
            expect(pagesFor(positions)).toBeGreaterThan(free);
            expect(pool.free).toBe(free);
            continue;
          }
          const { pages, known } = reserved;
          expect(pages).toHaveLength(pagesFor(positions));
          expect(new Set(pages).size).toBe(pages.length);
          expect(known % PAGE).toBe(0);
          expect(known).toBeLessThan(context.length);
          const shared = known / PAGE;
          expect(pool.free).toBe(free - pages.length + shared);
          const others = held.filter((other) =>
            other.reserved.pages.some((page) => pages.includes(page)),
          );
          for (const other of others) {
            const same = other.reserved.pages.filter((page) => pages.includes(page));
            expect(same).toEqual(pages.slice(0, same.length));
            expect(same.length).toBeLessThanOrEqual(shared);
            const length = same.length * PAGE;
            expect(other.context.slice(0, length)).toEqual(context.slice(0, length));
          }
          // All of a context that somebody holds already is shared, but for the page with its last token.
          for (const other of held) {
            let alike = 0;
            while (alike < context.length - 1 && other.context[alike] === context[alike]) alike++;
            const both = Math.min(alike, other.context.length - 1);
            expect(shared).toBeGreaterThanOrEqual(Math.floor(both / PAGE));
          }
          held.push({ reserved, context });
        }
        for (const { reserved } of held) pool.release(reserved);
        expect(pool.free).toBe(40);
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});
