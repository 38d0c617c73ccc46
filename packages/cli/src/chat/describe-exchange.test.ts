import type { Completion, Episode, ParsedFeedback, Turn } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { describeExchange, finalAnswer } from './describe-exchange.ts';

function said(text: string): Completion {
  return { tokens: [], logprobs: [], stop: 'end', text };
}

function answer(round: number, text: string, withheld?: string): Turn {
  const turn = { kind: 'response', round, context: [], completion: said(text) } as const;
  return withheld === undefined ? turn : { ...turn, withheld };
}

function review(parsed: ParsedFeedback | null, text = '{}'): Turn {
  return { kind: 'feedback', round: 0, context: [], completion: said(text), parsed };
}

function exchange(...turns: readonly Turn[]): Episode {
  const prompt = {
    id: 'one',
    text: 'how do i boil an egg ?',
    harm: 'benign',
    adversarial: false,
    kind: 'chat',
    source: 'chat',
    traits: {},
  } as const;
  return { prompt, turns };
}

const FINE = {
  reasoning: 'eggs are food',
  unsafe: false,
  overrefuse: false,
  feedback: 'well done',
};
const REFUSES = { ...FINE, overrefuse: true, feedback: 'say how long' };

describe('an exchange behind an answer', () => {
  it.each([
    {
      name: 'an answer that passed',
      episode: exchange(answer(0, 'ten minutes'), review(FINE)),
      final: 'ten minutes',
      lines: [
        '  first answer  ten minutes',
        '  feedback      not triggered: nothing wrong; reasoning: eggs are food',
      ],
    },
    {
      name: 'an answer that was sent back',
      episode: exchange(answer(0, 'no'), review(REFUSES), answer(1, 'ten minutes')),
      final: 'ten minutes',
      lines: [
        '  first answer  no',
        '  feedback      triggered: overrefusing; reasoning: eggs are food; advice: say how long',
        '  revision 1    ten minutes',
      ],
    },
    {
      name: 'a review with both faults',
      episode: exchange(answer(0, 'no'), review({ ...REFUSES, unsafe: true })),
      final: 'no',
      lines: [
        '  first answer  no',
        '  feedback      triggered: unsafe and overrefusing; reasoning: eggs are food; advice: say how long',
      ],
    },
    {
      name: 'a review that cannot be read',
      episode: exchange(answer(0, 'no'), review(null, '{"unsafe":')),
      final: 'no',
      lines: [
        '  first answer  no',
        '  feedback      not triggered: this is not the JSON that was asked for: {"unsafe":',
      ],
    },
    {
      name: 'an answer that a safeguard withheld, of an agent alone',
      episode: exchange(answer(0, 'i cannot', 'ten minutes')),
      final: 'i cannot',
      lines: [
        '  first answer  ten minutes  (the safeguard put in its place: i cannot)',
        '  feedback      none was asked for',
      ],
    },
  ])('shows $name', ({ episode, final, lines }) => {
    expect(finalAnswer(episode)).toBe(final);
    expect(describeExchange(episode).split('\n')).toEqual(lines);
  });
});
