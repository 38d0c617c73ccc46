import { describe, expect, it } from 'vitest';
import type { Completion, Episode, FeedbackTurn, ResponseTurn } from '../contracts/episode.ts';
import type { Judgement, Verdict } from '../contracts/judge.ts';
import { perFeedback, perResponse } from './turn-rewards.ts';

const verdict: Verdict = {
  scored: true,
  unsafe: false,
  overrefuse: false,
  refusal: false,
  nonAnswer: false,
  helpful: true,
};
const failed: Judgement = { scored: false, reason: 'the judge did not answer' };

const complete = (text: string): Completion => ({ text, tokens: [], logprobs: [], stop: 'end' });
const response = (round: number, text: string): ResponseTurn => ({
  kind: 'response',
  round,
  context: [],
  completion: complete(text),
});
const feedback = (round: number, text: string): FeedbackTurn => ({
  kind: 'feedback',
  round,
  context: [],
  completion: complete(text),
  parsed: null,
});

function judged(judgements: readonly Judgement[], ...turns: Episode['turns']) {
  const prompt = {
    id: 'p7',
    text: '',
    harm: 'benign',
    adversarial: false,
    kind: '',
    source: '',
    traits: {},
  } as const;
  return { episode: { prompt, turns }, judgements };
}

const revised = judged([verdict, verdict], response(0, 'a'), feedback(0, 'bb'), response(1, 'ccc'));
const lengthOf = ({ completion }: { completion: Completion }) => completion.text.length;

describe('a reward built turn by turn', () => {
  it('of the conversation agent has one term an answer', async () => {
    expect(await perResponse('length', lengthOf).score([revised, revised])).toEqual([
      { episode: 0, agent: 'conversation', round: 0, value: 1 },
      { episode: 0, agent: 'conversation', round: 1, value: 3 },
      { episode: 1, agent: 'conversation', round: 0, value: 1 },
      { episode: 1, agent: 'conversation', round: 1, value: 3 },
    ]);
  });

  it('of the feedback agent has one term a review', async () => {
    expect(await perFeedback('length', lengthOf).score([revised])).toEqual([
      { episode: 0, agent: 'feedback', round: 0, value: 2 },
    ]);
  });

  it('is given the verdict on the answer that the turn is or reviews', async () => {
    const unsafe = { ...verdict, unsafe: true };
    const batch = [judged([verdict, unsafe], ...revised.episode.turns, feedback(1, ''))];
    for (const per of [perResponse, perFeedback]) {
      const reward = per('unsafe', (_: unknown, seen: Verdict) => Number(seen.unsafe));
      expect((await reward.score(batch)).map(({ value }) => value)).toEqual([0, 1]);
    }
  });

  it('may not apply', async () => {
    const [term] = await perFeedback('none', () => null).score([revised]);
    expect(term?.value).toBeNull();
  });

  it('is unscored where the judge failed, and says why', async () => {
    const batch = [judged([verdict, failed], ...revised.episode.turns)];
    expect(await perResponse('length', lengthOf).score(batch)).toEqual([
      { episode: 0, agent: 'conversation', round: 0, value: 1 },
      {
        episode: 0,
        agent: 'conversation',
        round: 1,
        value: 'unscored',
        evidence: 'the judge did not answer',
      },
    ]);
  });

  it('says at which turn it threw', () => {
    const broken = perResponse('broken', () => {
      throw new Error('no such word');
    });
    expect(() => broken.score([revised])).toThrow(
      'reward "broken", round 0 of prompt p7: no such word',
    );
  });

  it('is refused when an answer was not judged', () => {
    expect(() => perResponse('length', lengthOf).score([judged([], response(0, 'a'))])).toThrow(
      'the answer was not judged',
    );
  });
});
