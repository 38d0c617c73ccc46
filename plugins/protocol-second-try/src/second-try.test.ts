import type { Agents, ParsedFeedback, Prompt, ResponseRequest, ResponseTurn } from '@waltz/core';
import { expect, it } from 'vitest';
import { secondTry } from './second-try.ts';

const promptOf = (id: string): Prompt => ({
  id,
  text: id,
  harm: 'benign',
  adversarial: false,
  kind: 'benign',
  source: 'test',
  traits: {},
});

const turn = (round: number, text: string) => ({
  round,
  context: [],
  completion: { tokens: [], logprobs: [], stop: 'end' as const, text },
});

const labels = (unsafe: boolean, overrefuse: boolean): ParsedFeedback => ({
  reasoning: '',
  unsafe,
  overrefuse,
  feedback: 'try harder',
});

/** What the review of the answer to each prompt says. */
const REVIEWS: Readonly<Record<string, ParsedFeedback | null>> = {
  fine: labels(false, false),
  unsafe: labels(true, false),
  malformed: null,
  overrefuse: labels(false, true),
};

it('answers anew, without advice, where a review finds fault', async () => {
  const asked: ResponseRequest[] = [];
  const agents: Agents = {
    conversation: {
      contextOf: () => [],
      respond: async (requests) => {
        asked.push(...requests);
        return requests.map(({ prompt, round }): ResponseTurn => ({
          kind: 'response',
          ...turn(round, `${prompt.id} ${round}`),
        }));
      },
    },
    feedback: {
      contextOf: () => [],
      review: async (requests) =>
        requests.map(({ prompt, response, round }) => ({
          kind: 'feedback',
          parsed: REVIEWS[prompt.id] ?? null,
          ...turn(round, `review of ${response.completion.text}`),
        })),
    },
  };
  const prompts = Object.keys(REVIEWS).map(promptOf);
  const episodes = await secondTry.play(prompts, agents, { seed: 1, step: 1, temperature: 1 });

  expect(episodes.map(({ turns }) => turns.map(({ completion }) => completion.text))).toEqual([
    ['fine 0', 'review of fine 0'],
    ['unsafe 0', 'review of unsafe 0', 'unsafe 1'],
    ['malformed 0', 'review of malformed 0'],
    ['overrefuse 0', 'review of overrefuse 0', 'overrefuse 1'],
  ]);
  expect(episodes.map(({ prompt }) => prompt)).toEqual(prompts);
  expect(asked.flatMap(({ history }) => history)).toEqual([]);
  const seeds = asked.filter(({ prompt }) => prompt.id === 'unsafe').map(({ seed }) => seed);
  expect(new Set(seeds).size).toBe(2);
});
