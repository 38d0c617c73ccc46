import { expect, it } from 'vitest';
import { chosenLetter } from './chosen-letter.ts';

it.each([
  ['B', 'B'],
  [' (C)', 'C'],
  ['D. a cloud', 'D'],
  ['**B**: a loaf', 'B'],
  ['A\nIt is a stone.', 'A'],
  ['The answer is B.', 'B'],
  ['The correct answer is (C) because of that.', 'C'],
  ['The answer is B because bread is baked.', 'B'],
  ['It might be A. No: the answer is D.', 'D'],
  ['The answer is A. Wait, the answer is C.', 'C'],
  ['Answer:\n**M**', 'M'],
  ['ANSWER: B', 'B'],
  ['A loaf is bread.', null],
  ['The answer is A loaf, or so.', null],
  ['The answer is A: a loaf.', 'A'],
  ['The answer is a loaf.', null],
  ['I think so.', null],
  ['The answer is Bread.', null],
  ["The answer is I'm not sure.", null],
  ['It is a loaf.\nB.', null],
  ['', null],
])('of %j is %s', (response, letter) => {
  expect(chosenLetter(response)).toBe(letter);
});
