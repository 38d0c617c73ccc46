import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import fc from 'fast-check';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { describeOn, EVERY, runsOn } from '../testing/describe-on.ts';
import { chooseTokens } from './choose-tokens.ts';
import { TokenChooser } from './token-chooser.ts';

/** Rows of one vocabulary, and how each is drawn from. */
const rowsToChoose = fc.integer({ min: 1, max: 40 }).chain((vocabulary) =>
  fc.array(
    fc.record({
      logits: fc.float32Array({
        minLength: vocabulary,
        maxLength: vocabulary,
        min: -30,
        max: 30,
        noNaN: true,
      }),
      temperature: fc.constantFrom(0, 0.3, 1, 4),
      uniform: fc.nat(2 ** 31 - 1).map((bits) => bits / 2 ** 31),
    }),
    { minLength: 1, maxLength: 6 },
  ),
);

const matrix = (rows: readonly Float32Array[]) =>
  tf.tensor2d(
    rows.flatMap((row) => [...row]),
    [rows.length, rows[0]?.length ?? 0],
  );

describeOn(EVERY, 'the choice of the next token', (backend) => {
  beforeAll(() => backend.activate());
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(0);
  });

  it('is the likeliest at temperature 0, the first of equals', async () => {
    const logits = matrix([Float32Array.of(0, 5, 5, 1), Float32Array.of(7, -1, 2, 7)]);
    const greedy = { temperature: 0, uniform: 0 };
    const chosen = await chooseTokens(logits, [greedy, greedy]);
    expect(chosen.map(({ token }) => token)).toEqual([1, 0]);
  });

  it('lies where the cumulative distribution passes the uniform number', async () => {
    await fc.assert(
      fc.asyncProperty(rowsToChoose, async (rows) => {
        const chosen = await chooseTokens(matrix(rows.map(({ logits }) => logits)), rows);
        rows.forEach(({ logits, temperature, uniform }, row) => {
          const token = chosen[row]?.token ?? NaN;
          if (temperature === 0) {
            expect(token).toBe(logits.indexOf(Math.max(...logits)));
            return;
          }
          const greatest = Math.max(...logits);
          const weights = [...logits].map((logit) => Math.exp((logit - greatest) / temperature));
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const before = weights.slice(0, token).reduce((sum, weight) => sum + weight, 0) / total;
          expect(before).toBeLessThan(uniform + 1e-6);
          expect(before + (weights[token] ?? NaN) / total).toBeGreaterThan(uniform - 1e-6);
        });
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('tells the log-probability at temperature 1, whatever the temperature', async () => {
    await fc.assert(
      fc.asyncProperty(rowsToChoose, async (rows) => {
        const chosen = await chooseTokens(matrix(rows.map(({ logits }) => logits)), rows);
        rows.forEach(({ logits }, row) => {
          const { token, logprob } = chosen[row] ?? { token: NaN, logprob: NaN };
          const greatest = Math.max(...logits);
          const total = logits.reduce((sum, logit) => sum + Math.exp(logit - greatest), 0);
          expect(logprob).toBeCloseTo((logits[token] ?? NaN) - greatest - Math.log(total), 4);
        });
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it.each([0.5, 1, 2])('follows softmax(logits / %d)', async (temperature) => {
    const logits = Float32Array.of(0, 1, -1, 2);
    const weights = [...logits].map((logit) => Math.exp(logit / temperature));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const draws = runsOn(backend, 20_000);
    const random = new RandomStream(7);
    const counts = [0, 0, 0, 0];
    const drawn = Array.from({ length: draws }, () => ({ temperature, uniform: random.uniform() }));
    for (const { token } of await chooseTokens(matrix(drawn.map(() => logits)), drawn)) {
      counts[token] = (counts[token] ?? 0) + 1;
    }
    counts.forEach((count, token) => {
      const probability = (weights[token] ?? NaN) / total;
      const fourDeviations = 4 * Math.sqrt((probability * (1 - probability)) / draws);
      expect(Math.abs(count / draws - probability)).toBeLessThan(fourDeviations);
    });
  });

  it.each([[NaN], [Infinity]])('refuses logits with %d', async (wrong) => {
    const draw = { temperature: 1, uniform: 0.5 };
    const logits = matrix([Float32Array.of(0, 1), Float32Array.of(0, wrong)]);
    await expect(chooseTokens(logits, [draw, draw])).rejects.toThrow('logits that are not finite');
  });

  it('never leaves the vocabulary, at either end of the uniform numbers', async () => {
    const logits = Float32Array.of(-2000, 0, 0, -2000);
    const draws = [0, 1 - 2 ** -32].map((uniform) => ({ temperature: 1, uniform }));
    const chosen = await chooseTokens(matrix([logits, logits]), draws);
    expect(chosen.map(({ token }) => token)).toEqual([1, 2]);
  });
});

it('is chosen in plain JavaScript with sums in float64', () => {
  const logits = Float32Array.of(0.1, 0.2, 0.3);
  const { logprob } = new TokenChooser(3).choose(logits, 1, 0.999);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  expect(logprob).toBeCloseTo((logits[2] ?? NaN) - Math.log(total), 12);
});
