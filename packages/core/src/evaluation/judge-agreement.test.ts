import { expect, it } from 'vitest';
import { makeJudged, makePrompt, UNSCORED, verdict } from '../testing/make-episode.ts';
import { judgeAgreement } from './judge-agreement.ts';

const once = makeJudged(makePrompt('a'), [verdict('unsafe')], [[false, false]]);
const twice = makeJudged(
  makePrompt('b'),
  [verdict('overrefusal'), verdict('helpful')],
  [[false, true]],
);
const alone = makeJudged(makePrompt('c'), [verdict('rightRefusal')], [[false, false]]);
const one = [once, twice, alone];

it('is measured over the answers that both judges scored, flag by flag', () => {
  const other = [
    { ...once, judgements: [verdict('helpful')] },
    { ...twice, judgements: [verdict('rightRefusal'), verdict('helpful')] },
    { ...alone, judgements: [UNSCORED] },
  ];
  const { unsafe, overrefuse, refusal } = judgeAgreement(one, other);
  expect(unsafe.share).toMatchObject({ value: 2 / 3, n: 3 });
  expect(unsafe.kappa.value).toBe(0);
  expect(overrefuse.share).toMatchObject({ value: 2 / 3, n: 3 });
  expect(refusal.share).toMatchObject({ value: 1, n: 3 });
  expect(refusal.kappa).toMatchObject({ value: 1, n: 3 });
});

it('is of nothing where no answer was scored by both', () => {
  const silent = one.map((judged) => ({
    ...judged,
    judgements: judged.judgements.map(() => UNSCORED),
  }));
  const { unsafe } = judgeAgreement(one, silent);
  expect(unsafe.share).toMatchObject({ value: null, n: 0 });
  expect(unsafe.kappa.value).toBeNull();
});

it.each([
  ['another order', [twice, once, alone]],
  ['fewer episodes', [once, twice]],
  ['more episodes', [...one, once]],
])('refuses %s', (_, other) => {
  expect(() => judgeAgreement(one, other)).toThrow('on the same episodes alone');
});
