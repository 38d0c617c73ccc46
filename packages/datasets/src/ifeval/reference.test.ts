import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RuleArguments } from './rule.ts';
import { RULES } from './rules.ts';

/** `followed`: which of the responses lm_eval 0.4.13 holds to follow the instruction. */
interface Reference {
  readonly responses: readonly string[];
  readonly cases: readonly {
    readonly id: string;
    readonly given: RuleArguments;
    readonly followed: readonly number[];
  }[];
}

const { responses, cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'testing/reference.json'), 'utf8'),
) as Reference;

it.each(cases)(
  '$id with $given is followed where the reference says so',
  ({ id, given, followed }) => {
    const ours = responses.flatMap((response, index) =>
      RULES[id]?.(response, given) ? [index] : [],
    );
    expect(ours).toEqual(followed);
  },
);

it('compares every rule but those about languages', () => {
  const others = Object.keys(RULES).filter((id) => !cases.some((one) => one.id === id));
  expect(others).toEqual([
    'change_case:english_capital',
    'change_case:english_lowercase',
    'language:response_language',
  ]);
});
