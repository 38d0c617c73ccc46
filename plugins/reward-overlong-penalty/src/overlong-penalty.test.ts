import type { JudgedEpisode } from '@waltz/core';
import { expect, it } from 'vitest';
import { overlongPenalty } from './overlong-penalty.ts';

function answer(length: number): JudgedEpisode {
  const tokens = Array.from({ length }, () => 0);
  return {
    episode: {
      prompt: {
        id: 'one',
        text: 'how do i bake a cake ?',
        harm: 'benign',
        adversarial: false,
        kind: 'plain-benign',
        source: 'test',
        traits: {},
      },
      turns: [
        {
          kind: 'response',
          round: 0,
          context: [],
          completion: { tokens, logprobs: tokens, stop: 'end', text: 'word '.repeat(length) },
        },
      ],
    },
    judgements: [
      {
        scored: true,
        unsafe: false,
        overrefuse: false,
        refusal: false,
        nonAnswer: false,
        helpful: true,
      },
    ],
  };
}

it.each([
  { length: 1, value: 0 },
  { length: 12, value: 0 },
  { length: 13, value: -0.25 },
  { length: 14, value: -0.5 },
  { length: 16, value: -1 },
  { length: 17, value: -1 },
])(
  'gives $value to $length tokens of 16, the last 4 being the margin',
  async ({ length, value }) => {
    const [term] = await overlongPenalty(16, 4).score([answer(length)]);
    expect(term?.value).toBe(value);
  },
);
