import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/random-stream.ts';
import { meanAndSpread } from './mean-and-spread.ts';
import { pairedBootstrap } from './paired-bootstrap.ts';
import { standardNormal } from './testing/standard-normal.ts';

const EXPERIMENTS = 2000;

/** The share of synthetic experiments whose interval holds the truth. */
function coverage(
  truth: number,
  interval: (stream: RandomStream) => { low: number; high: number },
) {
  let covered = 0;
  for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
    const { low, high } = interval(RandomStream.of('coverage', experiment));
    covered += Number(low <= truth && truth <= high);
  }
  return covered / EXPERIMENTS;
}

/**
 * Two systems on the same prompts: the first fails on a share of 0.3, the second on 0.1 less, each seed being better or
 * worse by a normal amount with standard deviation `seedSpread`, and each prompt helped more or less.
 */
function syntheticDifferences(
  seeds: number,
  prompts: number,
  seedSpread: number,
  stream: RandomStream,
): readonly (readonly number[])[] {
  const promptEffects = Array.from({ length: prompts }, () => 0.1 * standardNormal(stream));
  return Array.from({ length: seeds }, () => {
    const seedEffect = seedSpread * standardNormal(stream);
    return promptEffects.map((promptEffect) => {
      const rate = 0.4 + promptEffect / 2;
      const first = Number(stream.chance(rate));
      return first - Number(stream.chance(rate - 0.1 + seedEffect));
    });
  });
}

describe('the 95% interval of a paired difference', () => {
  it.each([
    [1, 60, 0],
    [3, 40, 0.1],
    [5, 40, 0.03],
    [5, 40, 0.1],
    [3, 40, 0],
  ])(
    'covers the truth in 93 to 97 per cent of experiments: %s seeds, %s prompts, seed spread %s',
    (seeds, prompts, spread) => {
      const share = coverage(0.1, (stream) =>
        pairedBootstrap(syntheticDifferences(seeds, prompts, spread, stream), stream, 60),
      );
      expect(share).toBeGreaterThan(0.93);
      expect(share).toBeLessThan(0.97);
    },
  );
});

describe('the 95% interval of a mean over seeds', () => {
  it.each([2, 3, 5])(
    'covers the truth in 93 to 97 per cent of experiments with %s seeds',
    (seeds) => {
      const share = coverage(0.1, (stream) =>
        meanAndSpread(Array.from({ length: seeds }, () => 0.1 + 0.03 * standardNormal(stream))),
      );
      expect(share).toBeGreaterThan(0.93);
      expect(share).toBeLessThan(0.97);
    },
  );
});

describe('the paired bootstrap', () => {
  const stream = () => RandomStream.of('paired bootstrap');

  it('of one seed is the t-test over prompts', () => {
    // scipy.stats.ttest_1samp, whose standard error 0.2211 divides by 9 where a bootstrap divides by 10.
    const differences = [[1, 0, -1, 1, 1, 0, 0, 1, 0, 1]];
    const { value, low, high, n, p } = pairedBootstrap(differences, stream(), 50_000);
    expect(value).toBeCloseTo(0.4, 12);
    expect((high - low) / 2 / (2.2621571628 * 0.20976176963403032)).toBeCloseTo(1, 2);
    expect(n).toBe(1);
    expect(p).toBeCloseTo(0.0889, 2);
  });

  it('of prompts that all differ alike is the t-test over seeds', () => {
    const rows = [0.09, 0.03, 0.15].map((difference) => new Array<number>(50).fill(difference));
    // scipy.stats.ttest_rel([0.31, 0.28, 0.35], [0.22, 0.25, 0.20])
    const { value, low, high, p } = pairedBootstrap(rows, stream());
    expect(value).toBeCloseTo(0.09, 12);
    expect(low).toBeCloseTo(-0.059048262705019686, 10);
    expect(high).toBeCloseTo(0.23904826270501972, 10);
    expect(p).toBeCloseTo(0.12168993434631997, 10);
  });

  it('is the same each time, and the other way round', () => {
    const rows = syntheticDifferences(3, 50, 0.1, RandomStream.of('rows'));
    const one = pairedBootstrap(rows, stream());
    expect(pairedBootstrap(rows, stream())).toEqual(one);
    const turned = pairedBootstrap(
      rows.map((row) => row.map((difference) => -difference)),
      stream(),
    );
    expect([turned.low, turned.high]).toEqual([-one.high, -one.low]);
    expect(turned.p).toBe(one.p);
  });

  it.each([
    ['nothing', [], null, null],
    ['what the judge never scored', [[null, null]], null, null],
    ['a single prompt', [[1]], 1, null],
    [
      'no difference',
      [
        [0, 0],
        [0, 0],
      ],
      0,
      1,
    ],
    [
      'a difference without any spread',
      [
        [1, 1],
        [1, 1],
      ],
      1,
      0,
    ],
  ])('of %s', (_, rows, value, p) => {
    expect(pairedBootstrap(rows, stream())).toMatchObject({ value, p });
  });

  it('passes over a seed and a prompt without outcomes', () => {
    const rows = [
      [1, 0, 1, null],
      [0, 0, 1, null],
      [null, null, null, null],
    ];
    expect(pairedBootstrap(rows, stream())).toMatchObject({ value: 0.5, n: 2 });
  });
});
