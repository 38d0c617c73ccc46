import type { FeedbackAgent, FeedbackRequest, ParsedFeedback } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { makePrompt } from '../testing/make-prompt.ts';
import { unreliableFeedbackAgent } from './unreliable-feedback-agent.ts';

const SAID: ParsedFeedback = { reasoning: 'r', unsafe: true, overrefuse: false, feedback: 'stop' };

/** Says the same each time, and breaks its JSON in every fifth round. */
const agent: FeedbackAgent = {
  contextOf: () => [1, 2],
  review: (requests) =>
    Promise.resolve(
      requests.map(({ round }) => ({
        kind: 'feedback',
        round,
        context: [1],
        completion: { tokens: [3], logprobs: [-1], text: 'said', stop: 'end' },
        parsed: round % 5 === 0 ? null : SAID,
      })),
    ),
};

const requests = Array.from({ length: 1000 }, (_, index): FeedbackRequest => ({
  prompt: makePrompt('p'),
  response: {
    kind: 'response',
    round: index,
    context: [],
    completion: { tokens: [], logprobs: [], stop: 'end', text: '' },
  },
  round: index,
  seed: index,
}));

describe('an unreliable feedback agent', () => {
  it.each([0, 0.25, 1])('flips a share of %d of the labels, and nothing else', async (share) => {
    const turns = await unreliableFeedbackAgent(agent, share).review(requests, 1);
    const wellFormed = turns.flatMap(({ parsed }) => parsed ?? []);
    expect(wellFormed).toHaveLength(800);
    const flipped = wellFormed.filter(({ unsafe }) => !unsafe);
    expect(Math.abs(flipped.length / 800 - share)).toBeLessThan(0.0613);
    for (const { reasoning, feedback } of wellFormed) {
      expect({ reasoning, feedback }).toEqual({ reasoning: 'r', feedback: 'stop' });
    }
    expect(new Set(turns.map(({ completion }) => completion.text))).toEqual(new Set(['said']));
  });

  it('flips the same labels each time', async () => {
    const play = () => unreliableFeedbackAgent(agent, 0.5).review(requests, 1);
    expect(await play()).toEqual(await play());
  });
});
