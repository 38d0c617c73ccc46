import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tiedGroups } from './tied-groups.ts';

it.each([
  ['nothing', 0, [], []],
  ['one member', 1, [], [[0]]],
  ['no ties', 3, [], [[0], [1], [2]]],
  [
    'a chain',
    3,
    ['01', '12'],
    [
      [0, 1],
      [1, 2],
    ],
  ],
  ['all', 3, ['01', '02', '12'], [[0, 1, 2]]],
  [
    'two apart',
    4,
    ['03', '12'],
    [
      [0, 3],
      [1, 2],
    ],
  ],
])('of %s', (_, count, ties, groups) => {
  const isTied = (one: number, other: number) =>
    ties.includes(`${Math.min(one, other)}${Math.max(one, other)}`);
  expect(tiedGroups(count, isTied)).toEqual(groups);
});

it('are tied within, hold everyone, and cannot be enlarged', () => {
  const graphs = fc.tuple(
    fc.integer({ min: 1, max: 7 }),
    fc.array(fc.boolean(), { minLength: 49, maxLength: 49 }),
  );
  fc.assert(
    fc.property(graphs, ([count, bits]) => {
      const isTied = (one: number, other: number) =>
        bits[7 * Math.min(one, other) + Math.max(one, other)] === true;
      const members = Array.from({ length: count }, (__, member) => member);
      const groups = tiedGroups(count, isTied);
      const fits = (group: readonly number[], member: number) =>
        group.every((other) => other === member || isTied(other, member));
      for (const group of groups) {
        expect(group.every((member) => fits(group, member))).toBe(true);
        expect(members.some((member) => !group.includes(member) && fits(group, member))).toBe(
          false,
        );
      }
      expect(members.every((member) => groups.some((group) => group.includes(member)))).toBe(true);
      expect(new Set(groups.map(String)).size).toBe(groups.length);
    }),
  );
});
