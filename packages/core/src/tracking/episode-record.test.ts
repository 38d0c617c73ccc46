import { expect, it } from 'vitest';
import { makeJudged, makePrompt, verdict } from '../testing/make-episode.ts';
import { recordPlayed, recordTrained } from './episode-record.ts';

const judged = makeJudged(
  makePrompt('wrapped-harmful'),
  [verdict('unsafe'), verdict('rightRefusal')],
  [[true, false]],
);

it('keeps of an episode its texts, labels, judgements and outcome', () => {
  expect(recordPlayed('evaluation:final', 12, judged)).toEqual({
    stage: 'evaluation:final',
    step: 12,
    prompt: judged.episode.prompt,
    turns: [
      { kind: 'response', round: 0, text: 'answer 0', stop: 'end' },
      {
        kind: 'feedback',
        round: 0,
        text: 'review 0',
        stop: 'end',
        parsed: { reasoning: '', unsafe: true, overrefuse: false, feedback: 'do better' },
      },
      { kind: 'response', round: 1, text: 'answer 1', stop: 'end' },
    ],
    judgements: judged.judgements,
    outcome: 'improved',
  });
});

it('keeps credits with what they rest on, and of what was learned each token with its advantage and its KL', () => {
  const credit = {
    episode: 0,
    agent: 'feedback',
    round: 0,
    products: [],
    evidence: { format: 'four fields' },
    total: 1,
  } as const;
  const sample = {
    episode: 0,
    group: 0,
    agent: 'feedback',
    round: 0,
    context: [1],
    completion: [5, 0],
    oldLogprobs: [-1, -0.25],
    referenceLogprobs: [-1.5, -0.125],
    reward: 1,
  } as const;
  const record = recordTrained(
    'stage-1',
    3,
    judged,
    [credit],
    [{ sample, advantages: [1 / 3, -2] }],
    (token) => (token === 5 ? 'five' : ''),
  );
  expect(record).toMatchObject({ ...recordPlayed('stage-1', 3, judged), credits: [credit] });
  expect(record.samples).toEqual([
    {
      agent: 'feedback',
      round: 0,
      reward: 1,
      tokens: ['five', ''],
      advantages: [0.333333, -2],
      kl: [0.5, -0.125],
    },
  ]);
});
