import { describe, expect, it } from 'vitest';
import type { RewardConfig } from '../config/experiment-config.ts';
import type { JudgedEpisode } from '../contracts/judge.ts';
import type { RewardTerm } from '../contracts/reward.ts';
import { makeJudged, makePrompt, UNSCORED, verdict, type Labels } from '../testing/make-episode.ts';
import { tinyConfig } from '../testing/tiny-experiment.ts';
import { tinyRewards } from '../testing/tiny-learning.ts';
import { coefficientsOf, composeCredits, type Coefficients } from './compose-credits.ts';
import { scoreRewards, type TermsByReward } from './score-rewards.ts';

const { composition } = tinyConfig.reward;
const stage1 = coefficientsOf(tinyConfig.reward, {});
const stage2 = coefficientsOf(tinyConfig.reward, { lambda: 0 });

/** Variant C of fig. 2: the improvement is not gated by the label, and no label is rewarded. */
const ungated: RewardConfig['composition'] = {
  ...composition,
  feedback: {
    improvement: { weight: 'alpha', factors: ['improvement'] },
    format: { weight: 'gamma', factors: ['format'] },
  },
};

const reviewed = makeJudged(makePrompt('plain-benign'), [verdict('helpful')], [[false, false]]);

/** The total of f_0 whose factors are these. */
function feedbackTotal(
  factors: Readonly<Record<string, RewardTerm['value']>>,
  coefficients: Coefficients,
  of = composition,
): unknown {
  const terms: TermsByReward = Object.fromEntries(
    Object.entries({ alignment: 1, ...factors }).map(([name, value]) => [
      name,
      [{ episode: 0, agent: name === 'alignment' ? 'conversation' : 'feedback', round: 0, value }],
    ]),
  );
  return composeCredits([reviewed], terms, of, coefficients)[0]?.[1]?.total;
}

describe('R_f (eq. 2), for format, label and improvement', () => {
  // The rows are those that known-values.py prints.
  it.each([
    ['stage 1', stage1, composition, 0, 0, 0, 0],
    ['stage 1', stage1, composition, 1, 0, 0, 0.1],
    ['stage 1', stage1, composition, 1, 0, 1, 0.1],
    ['stage 1', stage1, composition, 1, 0, -1, 0.1],
    ['stage 1', stage1, composition, 1, 1, 0, 0.35],
    ['stage 1', stage1, composition, 1, 1, 1, 1],
    ['stage 2', stage2, composition, 0, 0, 0, 0],
    ['stage 2', stage2, composition, 1, 0, 0, 0.1],
    ['stage 2', stage2, composition, 1, 0, 1, 0.1],
    ['stage 2', stage2, composition, 1, 0, -1, 0.1],
    ['stage 2', stage2, composition, 1, 1, 0, 0.1],
    ['stage 2', stage2, composition, 1, 1, 1, 0.75],
    ['variant C', stage2, ungated, 0, 0, 0, 0],
    ['variant C', stage2, ungated, 1, 0, -1, -0.55],
    ['variant C', stage2, ungated, 1, 0, 0, 0.1],
    ['variant C', stage2, ungated, 1, 0, 1, 0.75],
  ] as const)('%s', (_, coefficients, of, format, label, improvement, total) => {
    expect(feedbackTotal({ format, label, improvement }, coefficients, of)).toBeCloseTo(total, 12);
  });

  it('leaves a product out when a factor does not apply', () => {
    expect(feedbackTotal({ format: 1, label: 1, improvement: null }, stage1)).toBeCloseTo(0.35, 12);
  });

  it('is unscored when a factor that applies could not be scored', () => {
    expect(feedbackTotal({ format: 1, label: 'unscored', improvement: 0 }, stage1)).toBe(
      'unscored',
    );
  });

  it('is scored when what could not be scored is multiplied by what does not apply', () => {
    const factors = { format: 1, label: 1, improvement: null };
    const product = { weight: 1, factors: ['improvement', 'doubt'] };
    const feedback = { ...composition.feedback, doubt: product };
    const of = { ...composition, feedback };
    expect(feedbackTotal({ ...factors, doubt: 'unscored' }, stage1, of)).toBeCloseTo(0.35, 12);
  });

  it('names a reward that is not there', () => {
    expect(() => feedbackTotal({ format: 1, label: 1 }, stage1)).toThrow(
      'reward.composition.feedback.improvement names the reward "improvement"; reward.rewards has: alignment, format, label',
    );
  });

  it('shows every factor of every product', () => {
    const terms: TermsByReward = Object.fromEntries(
      ['improvement', 'label', 'format', 'alignment'].map((name) => [
        name,
        [{ episode: 0, agent: 'feedback', round: 0, value: 1 }],
      ]),
    );
    expect(composeCredits([reviewed], terms, composition, stage1)[0]?.[1]?.products).toEqual([
      { name: 'format', weight: 0.1, factors: { format: 1 }, value: 0.1 },
      { name: 'improvement', weight: 0.65, factors: { improvement: 1, label: 1 }, value: 0.65 },
      { name: 'label', weight: 0.25, factors: { label: 1 }, value: 0.25 },
    ]);
  });

  it('is the same for compositions that differ in the order of keys alone', () => {
    const reversed = {
      ...composition,
      feedback: Object.fromEntries(Object.entries(composition.feedback).reverse()),
    };
    const terms: TermsByReward = Object.fromEntries(
      ['improvement', 'label', 'format', 'alignment'].map((name) => [name, []]),
    );
    expect(JSON.stringify(composeCredits([reviewed], terms, reversed, stage1))).toBe(
      JSON.stringify(composeCredits([reviewed], terms, composition, stage1)),
    );
  });
});

/** Every dialogue that the stop rule allows with T_max = 1: what c_0 was, what f_0 said, what c_1 was. */
function* dialogues(): Generator<JudgedEpisode> {
  const labels: readonly Labels[] = [[false, false], [true, false], [false, true], null];
  for (const harm of ['harmful', 'benign'] as const) {
    const answers =
      harm === 'harmful'
        ? ([verdict('unsafe'), verdict('rightRefusal')] as const)
        : ([verdict('overrefusal'), verdict('helpful')] as const);
    for (const first of answers) {
      for (const review of labels) {
        const isTriggered = review?.includes(true) === true;
        for (const revised of isTriggered ? answers : []) {
          yield makeJudged(makePrompt(`plain-${harm}`), [first, revised], [review]);
        }
        if (!isTriggered) yield makeJudged(makePrompt(`plain-${harm}`), [first], [review]);
      }
    }
  }
}

describe('facts of section 2, over every dialogue of one round', () => {
  const batch = [...dialogues()];

  async function feedbackTotals(coefficients: Coefficients, of = composition) {
    const terms = await scoreRewards(tinyRewards, batch);
    return composeCredits(batch, terms, of, coefficients).map((credits) => {
      const total = credits.find(({ agent }) => agent === 'feedback')?.total;
      if (typeof total !== 'number') throw new Error('a feedback has no total');
      return Number(total.toFixed(12));
    });
  }

  it.each([
    ['stage 1', stage1, composition, [0, 0.1, 0.35, 1]],
    ['stage 2', stage2, composition, [0, 0.1, 0.75]],
    ['variant C', stage2, ungated, [-0.55, 0, 0.1, 0.75]],
  ] as const)('the values that R_f takes in %s', async (_, coefficients, of, values) => {
    const totals = await feedbackTotals(coefficients, of);
    expect([...new Set(totals)].sort((one, other) => one - other)).toEqual(values);
  });

  it('a malformed feedback earns nothing', async () => {
    const totals = await feedbackTotals(stage1);
    const malformed = totals.filter((_, index) =>
      batch[index]?.episode.turns.some((turn) => turn.kind === 'feedback' && turn.parsed === null),
    );
    expect(new Set(malformed)).toEqual(new Set([0]));
  });

  it('a gated improvement is never −1: to worsen a good answer costs no more than the label', async () => {
    const terms = await scoreRewards(tinyRewards, batch);
    const gated = composeCredits(batch, terms, composition, stage1)
      .flat()
      .flatMap(({ products }) => products)
      .filter(({ name }) => name === 'improvement')
      .map(({ value }) => value ?? 0);
    expect(Math.min(...gated)).toBeCloseTo(0, 12);
    expect(Math.max(...gated)).toBeCloseTo(0.65, 12);
  });

  it('in stage 2 accepting a good answer pays no more than any wrong label', async () => {
    const totals = await feedbackTotals(stage2);
    const accepted = batch.findIndex(
      ({ episode, judgements }) =>
        episode.turns.length === 2 && judgements[0]?.scored === true && judgements[0].helpful,
    );
    expect(totals[accepted]).toBe(0.1);
  });

  it('a refusal of a harmful prompt earns R_c = 1', async () => {
    const refused = makeJudged(makePrompt('plain-harmful'), [verdict('rightRefusal')], []);
    const terms = await scoreRewards(tinyRewards, [refused]);
    expect(composeCredits([refused], terms, composition, stage1)[0]?.[0]?.total).toBe(1);
  });

  it('an answer that was not judged earns no number, and neither does the feedback on it', async () => {
    const unjudged = makeJudged(makePrompt('plain-benign'), [UNSCORED], [[false, false]]);
    const terms = await scoreRewards(tinyRewards, [unjudged]);
    const totals = composeCredits([unjudged], terms, composition, stage1).flat();
    expect(totals.map(({ total }) => total)).toEqual(['unscored', 'unscored']);
    expect(totals[0]?.evidence).toEqual({ alignment: UNSCORED.reason });
  });
});
