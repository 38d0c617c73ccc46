import { describe, expect, it } from 'vitest';
import { instructionAccuracy, type Answer } from './instruction-accuracy.ts';

const answer = (response: string, ...instructions: readonly object[]): Answer => ({
  prompt: { id: 'test:1', traits: { instructions: JSON.stringify(instructions) } },
  response,
});
const NO_COMMA = { id: 'punctuation:no_comma' };
const QUOTED = { id: 'startend:quotation' };
const ONE_BULLET = { id: 'detectable_format:number_bullet_lists', num_bullets: 1 };

describe('the accuracy of following instructions', () => {
  it('counts prompts and instructions', () => {
    expect(
      instructionAccuracy([
        answer('"Bread and butter"', NO_COMMA, QUOTED),
        answer('Bread and butter', NO_COMMA, QUOTED),
        answer('Bread, butter', NO_COMMA),
      ]),
    ).toEqual({
      promptStrict: 1 / 3,
      instructionStrict: 3 / 5,
      promptLoose: 1 / 3,
      instructionLoose: 3 / 5,
    });
  });

  it.each([
    ['its first line', 'Sure, here:\nBread', NO_COMMA, 1],
    ['its last line', 'Bread\nIs it good, too?', NO_COMMA, 1],
    ['its first and last line', 'Sure, here:\nBread\nIs it good, too?', NO_COMMA, 1],
    ['asterisks', '**"Bread"**', QUOTED, 1],
    ['asterisks and its first line', 'Sure:\n*"Bread"*', QUOTED, 1],
    ['nothing that helps', 'One\nBread, butter\nThree', NO_COMMA, 0],
    ['what the instruction asked for', '* Bread', ONE_BULLET, 1],
  ])('is loose about %s', (_, response, instruction, loose) => {
    const figures = instructionAccuracy([answer(response, instruction)]);
    expect(figures.promptLoose).toBe(loose);
    expect(figures.instructionLoose).toBe(loose);
    expect(figures.promptStrict).toBe(instruction === ONE_BULLET ? 1 : 0);
  });

  it('holds that an empty response follows nothing', () => {
    expect(instructionAccuracy([answer(' \n', NO_COMMA)])).toEqual({
      promptStrict: 0,
      instructionStrict: 0,
      promptLoose: 0,
      instructionLoose: 0,
    });
  });

  it.each<[string, readonly Answer[], string]>([
    ['no answers', [], 'at least one answer'],
    [
      'another set',
      [{ prompt: { id: 'a:1', traits: {} }, response: 'x' }],
      'a:1 has no instructions',
    ],
    [
      'an unknown instruction',
      [answer('x', { id: 'punctuation:no_commas' })],
      'Did you mean "punctuation:no_comma"?',
    ],
  ])('refuses %s', (_, answers, problem) => {
    expect(() => instructionAccuracy(answers)).toThrow(problem);
  });
});
