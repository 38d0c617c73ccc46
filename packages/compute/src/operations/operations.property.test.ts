import fc from 'fast-check';
import { RandomStream } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { cpuBackend } from '../backends/backends.ts';
import { cases } from '../testing/cases.ts';
import { describeOn, OTHERS, runsOn } from '../testing/describe-on.ts';
import { finiteDifference } from '../testing/finite-difference.ts';
import { evaluate, randomValues } from '../testing/on-backend.ts';
import { ABOUT_ONE, relativeError } from '../testing/relative-error.ts';

const TOLERANCE = 1e-5;

describeOn(OTHERS, 'operations', (backend) => {
  it.each(Object.entries(cases))('%s: values and gradients as on cpu', async (_, draw) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const random = new RandomStream(seed);
        const { operation, inputs } = draw(random);
        const plain = await evaluate(cpuBackend, operation, inputs);
        const weights = randomValues(random, [plain.value.length]).data;
        const expected = await evaluate(cpuBackend, operation, inputs, weights);
        const actual = await evaluate(backend, operation, inputs, weights);
        expect(relativeError(actual.value, expected.value, ABOUT_ONE)).toBeLessThan(TOLERANCE);
        actual.gradients.forEach((gradient, index) => {
          const reference = expected.gradients[index] as Float32Array;
          expect(relativeError(gradient, reference, ABOUT_ONE)).toBeLessThan(TOLERANCE);
        });
      }),
      { numRuns: runsOn(backend, 40), seed: 1 },
    );
  });
});

describe('operations, composed, on cpu', () => {
  it.each(Object.entries(cases))('%s: the gradient of finite differences', async (_, draw) => {
    const random = new RandomStream(7);
    const { operation, inputs } = draw(random);
    const { value } = await evaluate(cpuBackend, operation, inputs);
    const weights = randomValues(random, [value.length]).data;
    const { gradients } = await evaluate(cpuBackend, operation, inputs, weights);
    for (const [input, { data }] of inputs.entries()) {
      for (let probe = 0; probe < 6; probe++) {
        const element = random.integer(data.length);
        const slope = await finiteDifference(operation, inputs, weights, { input, element });
        const error = Math.abs((gradients[input]?.[element] ?? Number.NaN) - slope);
        expect(error).toBeLessThan(2e-3 * Math.max(1, Math.abs(slope)));
      }
    }
  });
});
