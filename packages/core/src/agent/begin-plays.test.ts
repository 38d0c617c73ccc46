import { expect, it } from 'vitest';
import { tinyDataset } from '../testing/tiny-world.ts';
import { beginPlays } from './begin-plays.ts';

const [one, other] = tinyDataset.prompts('train');
if (one === undefined || other === undefined) throw new Error('the tiny world has prompts');
const settings = { seed: 1, step: 2 };

it('gives every turn of every play a seed of its own, and the same one the next time', () => {
  const seedsOf = () =>
    beginPlays([one, other, one], settings).flatMap(({ seedOf }) =>
      (['conversation', 'feedback'] as const).flatMap((agent) =>
        [0, 1].map((round) => seedOf(agent, round)),
      ),
    );
  expect(new Set(seedsOf()).size).toBe(12);
  expect(seedsOf()).toEqual(seedsOf());
});

it('does not depend on the other prompts of the batch', () => {
  const alone = beginPlays([one], settings)[0]?.seedOf('feedback', 0);
  const second = beginPlays([other, one], settings)[1]?.seedOf('feedback', 0);
  expect(second).toBe(alone);
});

it.each([{ seed: 2 }, { step: 3 }, { step: 'held-out' }])('is another for %o', (changed) => {
  const seedWith = (values: object) =>
    beginPlays([one], { ...settings, ...values })[0]?.seedOf('conversation', 0);
  expect(seedWith(changed)).not.toBe(seedWith({}));
});
