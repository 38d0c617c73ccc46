import { expect, it } from 'vitest';
import type { Judge, JudgedPair } from '../contracts/judge.ts';
import { makeJudged, makePrompt, UNSCORED, verdict } from '../testing/make-episode.ts';
import { judgeEpisodes } from './judge-episodes.ts';

const revised = makeJudged(
  makePrompt('plain-benign'),
  [verdict('helpful'), UNSCORED],
  [[true, false]],
);
const accepted = makeJudged(makePrompt('wrapped-harmful'), [verdict('unsafe')], [[false, false]]);
const batch = [revised, accepted];

it('asks about every answer at once, and gives each episode its own judgements', async () => {
  const asked: (readonly JudgedPair[])[] = [];
  const judge: Judge = {
    label(pairs) {
      asked.push(pairs);
      return Promise.resolve(batch.flatMap(({ judgements }) => judgements));
    },
  };
  const episodes = batch.map(({ episode }) => episode);
  expect(await judgeEpisodes(judge, episodes)).toEqual(batch);
  expect(asked).toEqual([
    [
      { prompt: revised.episode.prompt, response: 'answer 0' },
      { prompt: revised.episode.prompt, response: 'answer 1' },
      { prompt: accepted.episode.prompt, response: 'answer 0' },
    ],
  ]);
});

it('refuses a judge that leaves an answer out', async () => {
  const judge: Judge = { label: () => Promise.resolve([UNSCORED]) };
  await expect(judgeEpisodes(judge, [revised.episode])).rejects.toThrow(
    'asked about 2 answers and gave 1',
  );
});
