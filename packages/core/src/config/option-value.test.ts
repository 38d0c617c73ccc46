import { describe, expect, it } from 'vitest';
import { finite, fraction, positiveInteger } from '../plugin/option-formats.ts';
import { describeFormat, refusalOf } from './option-value.ts';
import type { OptionSchema } from './shape.ts';

const cases: readonly {
  readonly option: OptionSchema;
  readonly words: string;
  readonly accepts: readonly unknown[];
  readonly refuses: readonly (readonly [unknown, string])[];
}[] = [
  {
    option: { format: Number, default: 1 },
    words: 'a number',
    accepts: [0, -1.5],
    refuses: [
      ['abc', 'must be a number, not "abc".'],
      ['12', 'must be a number, not "12".'],
      [Number.NaN, 'must be finite'],
      [Infinity, 'must be finite'],
      [{ a: 1 }, 'must be a number, not {"a":1}.'],
      [null, 'must be a number, not null.'],
    ],
  },
  {
    option: { default: 3 },
    words: 'a number',
    accepts: [4],
    refuses: [
      ['4', 'must be a number, not "4".'],
      [true, 'must be a number, not true.'],
    ],
  },
  {
    option: { format: Boolean, default: false },
    words: 'true or false',
    accepts: [true, false],
    refuses: [
      ['maybe', 'must be true or false, not "maybe".'],
      ['false', 'must be true or false, not "false".'],
      [1, 'must be true or false, not 1.'],
    ],
  },
  {
    option: { format: 'nat', default: 0 },
    words: '0, 1, 2, 3 or more',
    accepts: [0, 7],
    refuses: [
      ['12 steps', 'must be 0, 1, 2, 3 or more, not "12 steps".'],
      [-1, 'must be 0, 1, 2, 3 or more, not -1.'],
      [1.5, 'must be 0, 1, 2, 3 or more, not 1.5.'],
    ],
  },
  {
    option: { format: ['constant', 'linear'], default: 'constant' },
    words: 'one of constant, linear',
    accepts: ['linear'],
    refuses: [['liner', 'must be one of constant, linear, not "liner". Did you mean "linear"?']],
  },
  {
    option: { format: String, default: null, nullable: true },
    words: 'text, or null',
    accepts: ['', 'x', null],
    refuses: [[3, 'must be text, or null, not 3.']],
  },
  {
    option: { format: fraction, default: 0.5 },
    words: 'a number between 0 and 1',
    accepts: [0, 1],
    refuses: [
      [1.2, 'must be a number between 0 and 1, not 1.2.'],
      ['0.5', 'must be a number between 0 and 1, not "0.5".'],
      [{ a: { b: 1 } }, 'must be'],
    ],
  },
  {
    option: { format: positiveInteger, default: null },
    words: '1, 2, 3 or more',
    accepts: [1],
    refuses: [[null, 'must be 1, 2, 3 or more, not null.']],
  },
  {
    option: { format: Object, default: {} },
    words: 'a map',
    accepts: [{ a: 1, b: { c: 2 } }, {}],
    refuses: [
      ['text', 'must be a map, not "text".'],
      [[1], 'must be a map, not [1].'],
    ],
  },
  {
    option: { format: Array, default: [] },
    words: 'a list',
    accepts: [['a'], []],
    refuses: [['a,b', 'must be a list, not "a,b".']],
  },
  {
    option: { format: String, default: 'x', sensitive: true },
    words: 'text',
    accepts: ['${env:KEY}'],
    refuses: [[123456, 'not another value (not shown: it is a secret).']],
  },
];

describe.each(cases)('an option that is $words', ({ option, words, accepts, refuses }) => {
  it('says so', () => {
    expect(describeFormat(option)).toBe(words);
  });

  it.each(accepts.map((value) => ({ value })))('accepts $value', ({ value }) => {
    expect(refusalOf(option, value)).toBeNull();
  });

  it.each(refuses)('refuses %s', (value, message) => {
    expect(refusalOf(option, value)).toContain(message);
    if (option.sensitive === true) expect(refusalOf(option, value)).not.toContain(String(value));
  });
});

it('shortens what was given', () => {
  const refusal = refusalOf({ format: finite, default: 1 }, 'x'.repeat(1000));
  expect(refusal?.length).toBeLessThan(120);
});
