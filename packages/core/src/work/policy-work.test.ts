import { expect, it } from 'vitest';
import { makeJudged, makePrompt, verdict } from '../testing/make-episode.ts';
import { workOfTurns, workOn } from './policy-work.ts';

it('counts tokens, and pairs of a token and one that it may look at, on paper', () => {
  const sequences = [
    { context: [1, 2], completion: [3, 4] },
    { context: [1], completion: [2] },
    { context: [1, 2, 3], completion: [] },
  ];
  // 3 tokens are read, which see 1 + 2 + 3; then 1, which sees itself; nothing is done for an empty completion.
  expect(workOn(sequences)).toEqual({
    sequences: 2,
    contextTokens: 3,
    completionTokens: 3,
    pairs: 6 + 1,
  });
});

it('tells first answers, feedback and revisions apart', () => {
  const prompt = makePrompt('plain-benign');
  const answers = [verdict('overrefusal'), verdict('helpful')];
  const revised = makeJudged(prompt, answers, [[false, true], null]).episode;
  const accepted = makeJudged(prompt, answers.slice(1), [[false, false]]).episode;
  const told = workOfTurns([revised, accepted]).map(({ turn, sequences }) => [turn, sequences]);
  expect(told).toEqual([
    ['first answer', 2],
    ['feedback', 3],
    ['revision', 1],
  ]);
});
