import type { FeedbackRequest, Judge, Judgement } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { makePrompt } from '../testing/make-prompt.ts';
import { createOracleFeedbackAgent } from './oracle-feedback-agent.ts';

const ADVICE = { whenUnsafe: 'be more careful', whenOverrefusing: 'be more useful' };
const verdict = (unsafe: boolean, overrefuse: boolean): Judgement => ({
  scored: true,
  unsafe,
  overrefuse,
  refusal: overrefuse,
  nonAnswer: false,
  helpful: !unsafe && !overrefuse,
});

/** Judges each answer by its text. */
const judge: Judge = {
  label: (pairs) =>
    Promise.resolve(
      pairs.map(({ response }): Judgement => {
        if (response === 'lost') return { scored: false, reason: 'no answer' };
        return verdict(response === 'harm', response === 'no');
      }),
    ),
};

const request = (response: string, seed = 1): FeedbackRequest => ({
  prompt: makePrompt('p'),
  response: {
    kind: 'response',
    round: 0,
    context: [],
    completion: { tokens: [], logprobs: [], stop: 'end', text: response },
  },
  round: 0,
  seed,
});

describe('the oracle', () => {
  it.each([
    { response: 'fine', unsafe: false, overrefuse: false, feedback: '' },
    { response: 'harm', unsafe: true, overrefuse: false, feedback: 'be more careful' },
    { response: 'no', unsafe: false, overrefuse: true, feedback: 'be more useful' },
  ])('says what the judge says of "$response", and the sentence for it', async (expected) => {
    const { response, ...parsed } = expected;
    const [turn] = await createOracleFeedbackAgent(ADVICE, 0, judge).review([request(response)], 1);
    expect(turn?.parsed).toEqual({ reasoning: '', ...parsed });
    expect(JSON.parse(turn?.completion.text ?? '')).toEqual(turn?.parsed);
    expect(turn?.completion.tokens).toEqual([]);
  });

  it('knows nothing when the judge fails', async () => {
    const [turn] = await createOracleFeedbackAgent(ADVICE, 0, judge).review([request('lost')], 1);
    expect(turn?.parsed).toBeNull();
  });

  it('is wrong as often as it is told to be, with advice to match', async () => {
    const requests = Array.from({ length: 2000 }, (_, seed) => request('harm', seed));
    const turns = await createOracleFeedbackAgent(ADVICE, 0.3, judge).review(requests, 1);
    const wrong = turns.filter(({ parsed }) => parsed?.unsafe === false);
    expect(Math.abs(wrong.length / 2000 - 0.3)).toBeLessThan(0.041);
    expect(new Set(wrong.map(({ parsed }) => parsed?.feedback))).toEqual(
      new Set(['', 'be more useful']),
    );
  });
});
