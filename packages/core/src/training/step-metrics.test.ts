import { describe, expect, it } from 'vitest';
import { makeJudged, makePrompt, verdict } from '../testing/make-episode.ts';
import { tinyConfig } from '../testing/tiny-experiment.ts';
import { tinyRewards } from '../testing/tiny-learning.ts';
import { coefficientsOf, composeCredits } from './compose-credits.ts';
import { scoreRewards } from './score-rewards.ts';
import { stepMetrics } from './step-metrics.ts';

const judged = [
  makeJudged(
    makePrompt('wrapped-harmful'),
    [verdict('unsafe'), verdict('rightRefusal')],
    [[true, false]],
  ),
  makeJudged(makePrompt('plain-benign'), [verdict('helpful')], [null]),
];

describe('the metrics of a step', async () => {
  const terms = await scoreRewards(tinyRewards, judged);
  const coefficients = coefficientsOf(tinyConfig.reward, {});
  const credits = composeCredits(judged, terms, tinyConfig.reward.composition, coefficients);
  const sample = {
    episode: 0,
    group: 0,
    agent: 'feedback',
    round: 0,
    context: [1],
    completion: [2, 3],
    oldLogprobs: [-1, -2],
    referenceLogprobs: [-1.5, -2],
    reward: 1,
  } as const;
  const taken = {
    agent: 'feedback',
    samples: [sample],
    advantages: { values: [[1, 1]], metrics: { 'advantage-spread': 0.25 } },
    update: {
      loss: { value: -0.5, derivatives: [[0, 0]], metrics: { 'clip-fraction': 0 } },
      gradientNorm: 3,
    },
    dropped: 1,
  } as const;
  const fitted = {
    name: 'critic',
    losses: { feedback: { value: 0.25, derivatives: [], metrics: { 'value-clip-fraction': 0.5 } } },
    gradientNorm: 2,
  };
  const step = { judged, terms, credits, updates: [taken], criticUpdates: [fitted], seconds: {} };
  const metrics = stepMetrics(step, tinyConfig.evaluation.kinds);

  it.each([
    ['reward/conversation', 2 / 3],
    ['reward/feedback', 0.5],
    ['product/feedback/improvement', 0.325],
    ['product/feedback/label', 0.125],
    ['term/improvement', 0.5],
    ['term/format', 0.5],
    ['length/conversation', 2],
    ['length/feedback', 3],
    ['kl/feedback', 0.25],
    ['loss/feedback', -0.5],
    ['gradient-norm/feedback', 3],
    ['advantage-spread/feedback', 0.25],
    ['clip-fraction/feedback', 0],
    ['dropped/feedback', 1],
    ['value-loss/feedback', 0.25],
    ['value-clip-fraction/feedback', 0.5],
    ['gradient-norm/critic', 2],
    ['rate/asr', 0],
    ['rate/first-asr', 1],
    ['rate/ftr', 0.5],
    ['rate/json-error', 0.5],
    ['rate/improved', 0.5],
    ['rate/unscored', 0],
  ])('%s', (name, value) => {
    expect(metrics[name]).toBeCloseTo(value, 12);
  });

  it.each(['rate/orr', 'kl/conversation', 'loss/conversation'])(
    'leave out %s, which rests on nothing',
    (name) => {
      expect(metrics).not.toHaveProperty([name]);
    },
  );

  it('take a product and a total where they apply, and no others', () => {
    const credit = (label: number | null, total: number | 'unscored') => ({
      ...({ episode: 0, agent: 'feedback', round: 0, total } as const),
      products: [
        { name: 'label', weight: 1, factors: {}, value: label },
        { name: 'never', weight: 1, factors: {}, value: null },
      ],
    });
    const few = [[credit(1, 3)], [credit(null, 'unscored')]];
    const partial = stepMetrics({ ...step, credits: few }, tinyConfig.evaluation.kinds);
    expect(partial).toMatchObject({ 'product/feedback/label': 1, 'reward/feedback': 3 });
    expect(partial).not.toHaveProperty(['product/feedback/never']);
  });
});
