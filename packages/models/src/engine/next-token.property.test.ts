import { RandomStream } from '@waltz/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenChooser } from './next-token.ts';

const logitsOf = fc.float32Array({
  minLength: 1,
  maxLength: 9,
  min: -30,
  max: 30,
  noNaN: true,
});

function choose(logits: Float32Array, temperature: number, random: RandomStream) {
  return new TokenChooser(logits.length).choose(logits, temperature, random);
}

describe('the choice of the next token', () => {
  it('is the likeliest at temperature 0, the first of equals, and draws nothing', () => {
    const random = new RandomStream(1);
    expect(choose(Float32Array.of(0, 5, 5, 1), 0, random).token).toBe(1);
    expect(random.uniform()).toBe(new RandomStream(1).uniform());
  });

  it('draws exactly one number at any other temperature', () => {
    fc.assert(
      fc.property(
        logitsOf,
        fc.constantFrom(0.5, 1, 2),
        fc.integer(),
        (logits, temperature, seed) => {
          const random = new RandomStream(seed);
          choose(logits, temperature, random);
          const other = new RandomStream(seed);
          other.uniform();
          expect(random.uniform()).toBe(other.uniform());
        },
      ),
    );
  });

  it('tells the log-probability at temperature 1, whatever the temperature', () => {
    fc.assert(
      fc.property(
        logitsOf,
        fc.constantFrom(0, 0.3, 1, 4),
        fc.integer(),
        (logits, temperature, seed) => {
          const { token, logprob } = choose(logits, temperature, new RandomStream(seed));
          const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
          expect(logprob).toBeCloseTo((logits[token] ?? NaN) - Math.log(total), 9);
        },
      ),
    );
  });

  it.each([0.5, 1, 2])('follows softmax(logits / %d)', (temperature) => {
    const logits = Float32Array.of(0, 1, -1, 2);
    const weights = [...logits].map((logit) => Math.exp(logit / temperature));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const draws = 20_000;
    const random = new RandomStream(7);
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < draws; draw++) {
      const { token } = choose(logits, temperature, random);
      counts[token] = (counts[token] ?? 0) + 1;
    }
    counts.forEach((count, token) => {
      const probability = (weights[token] ?? NaN) / total;
      const fourDeviations = 4 * Math.sqrt((probability * (1 - probability)) / draws);
      expect(Math.abs(count / draws - probability)).toBeLessThan(fourDeviations);
    });
  });

  it.each([[NaN], [Infinity]])('refuses logits with %d', (wrong) => {
    const chosen = () => choose(Float32Array.of(0, wrong), 1, new RandomStream(1));
    expect(chosen).toThrow('logits that are not finite');
  });
});
