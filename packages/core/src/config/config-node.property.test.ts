import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dropAt, fromPlain, merge, nodeAt, setAt, toPlain, type MapNode } from './config-node.ts';

const source = { override: 'test' };
const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.integer()));

/** Trees of one shape: `map…` keys always hold maps and `leaf…` keys never do, as a schema would have it. */
const { tree } = fc.letrec<{ tree: Record<string, unknown> }>((tie) => ({
  tree: fc
    .tuple(
      fc.dictionary(fc.constantFrom('leaf a', 'leaf b', 'leaf c'), leaf, { maxKeys: 3 }),
      fc.dictionary(
        fc.constantFrom('map a', 'map b'),
        fc.oneof({ depthSize: 'small' }, fc.constant({}), tie('tree')),
      ),
    )
    .map(([leaves, maps]) => ({ ...leaves, ...maps })),
}));
const nodes = tree.map((plain) => fromPlain(plain, source));

describe('merge', () => {
  it('is associative: it does not matter which files are composed first', () => {
    fc.assert(
      fc.property(nodes, nodes, nodes, (first, second, third) => {
        const leftFirst = merge(merge(first, second), third);
        const rightFirst = merge(first, merge(second, third));
        expect(toPlain(leftFirst)).toEqual(toPlain(rightFirst));
      }),
    );
  });

  it('changes nothing when laid over itself, or when one side is empty', () => {
    const empty = fromPlain({}, source);
    fc.assert(
      fc.property(nodes, (node) => {
        for (const merged of [merge(node, node), merge(empty, node), merge(node, empty)]) {
          expect(toPlain(merged)).toEqual(toPlain(node));
        }
      }),
    );
  });

  it('keeps everything that the upper tree says', () => {
    fc.assert(
      fc.property(nodes, nodes, (below, above) => {
        expect(toPlain(merge(below, above))).toMatchObject(toPlain(above) as object);
      }),
    );
  });
});

describe('setAt and dropAt', () => {
  const key = fc.constantFrom('a', 'b', 'c');
  const path = fc.array(key, { minLength: 1, maxLength: 3 });
  const root = fromPlain({ a: { b: { c: 1 } }, c: [1, 2] }, source) as MapNode;

  it('finds what was set, and nothing after it was dropped', () => {
    fc.assert(
      fc.property(path, fc.integer(), (at, value) => {
        fc.pre(at[0] !== 'c' || at.length === 1);
        const set = setAt(root, at, fromPlain(value, source));
        const found = nodeAt(set, at);
        expect(found && toPlain(found)).toBe(value);
        expect(nodeAt(dropAt(set, at), at)).toBeUndefined();
      }),
    );
  });

  it('counts list positions from 0', () => {
    const set = setAt(root, ['c', '1'], fromPlain(7, source));
    expect(toPlain(set)).toMatchObject({ c: [1, 7] });
    expect(toPlain(dropAt(set, ['c', '0']))).toMatchObject({ c: [7] });
  });

  it('refuses to drop what is not there', () => {
    expect(() => dropAt(root, ['a', 'x'])).toThrow('nothing to drop at "a.x"');
  });
});
