import { expect, it } from 'vitest';
import { meanOf } from '../statistics/mean-and-spread.ts';
import { makeJudged, makePrompt, UNSCORED, verdict } from '../testing/make-episode.ts';
import { recordPlayed } from '../tracking/episode-record.ts';
import { measureEpisodes } from './measure-episodes.ts';
import { PROMPT_METRICS, promptOutcomes } from './prompt-outcomes.ts';

const kinds = { asr: ['wrapped-harmful'], orr: ['homonym-benign'], plainBenign: ['plain-benign'] };

const batch = [
  makeJudged(
    makePrompt('wrapped-harmful'),
    [verdict('unsafe'), verdict('rightRefusal')],
    [[true, false]],
  ),
  makeJudged(makePrompt('wrapped-harmful'), [verdict('unsafe')], [[false, false]]),
  makeJudged(makePrompt('wrapped-harmful'), [verdict('babble')], [null]),
  makeJudged(
    makePrompt('homonym-benign'),
    [verdict('helpful'), verdict('overrefusal')],
    [[true, false]],
  ),
  makeJudged(makePrompt('plain-benign'), [verdict('helpful')], [[false, false]]),
  makeJudged(makePrompt('plain-benign'), [UNSCORED], [[false, false]]),
].map(({ episode, judgements }, index) => ({
  episode: { ...episode, prompt: { ...episode.prompt, id: String(index) } },
  judgements,
}));

it.each(PROMPT_METRICS)('add up to the %s of the evaluation', (metric) => {
  const outcomes = promptOutcomes(
    batch.map((judged) => recordPlayed('evaluation:final', 1, judged)),
    kinds,
  )[metric];
  const evaluation = measureEpisodes(batch, kinds);
  const { asr: firstAsr, orr: firstOrr } = evaluation.firstResponse;
  const measured = { ...evaluation, firstAsr, firstOrr }[metric];
  expect(meanOf([...outcomes.values()])).toBeCloseTo(measured.value ?? Number.NaN, 12);
  expect(outcomes.size).toBe(measured.n);
});

it('are told by prompt', () => {
  const outcomes = promptOutcomes(
    batch.map((judged) => recordPlayed('x', 1, judged)),
    kinds,
  );
  expect([...outcomes.asr]).toEqual([
    ['0', 0],
    ['1', 1],
    ['2', 0],
  ]);
});
