import { activate } from '@waltz/compute';
import { RandomStream } from '@waltz/core';
import { beforeAll, describe, it } from 'vitest';
import { parameterGradient } from '../engine/parameter-gradient.ts';
import { Parameters } from '../engine/parameters.ts';
import { layOut } from '../engine/token-batch.ts';
import type { LoraSettings } from '../model/architecture.ts';
import { initialValues } from '../model/initialisation.ts';
import { VALUE_HEADS, valueHeads } from '../model/parameter-layout.ts';
import { adaptedWeights, tensorNamed, type NamedTensors } from '../model/weights.ts';
import { expectSlopes } from '../testing/expect-slopes.ts';
import { LESSONS, TINY } from '../testing/tiny-engine.ts';
import { completionValues } from './completion-values.ts';

const BATCH = layOut(LESSONS);
const DERIVATIVES = LESSONS.flatMap(({ derivatives }) => derivatives);

describe.each<[string, LoraSettings | null]>([
  ['all weights', null],
  ['adapters', { rank: 3, alpha: 6 }],
])('the gradient of values with %s', (_, lora) => {
  beforeAll(() => activate('cpu'));

  it('is the slope of Σ derivative · V along a random direction in each parameter', async () => {
    const random = RandomStream.of('value gradient test');
    const parameters = new Parameters(
      TINY,
      lora,
      (layout) => initialValues(layout, 5).map((value) => value + 0.2 * (random.uniform() - 0.5)),
      [valueHeads(TINY, 2)],
    );
    const valuesOf = (named: NamedTensors) => {
      const weights = adaptedWeights(TINY, lora, named);
      return completionValues(TINY, weights, tensorNamed(named, VALUE_HEADS), 1, BATCH);
    };
    const { gradients } = parameterGradient(parameters, DERIVATIVES, (_weights, named) =>
      valuesOf(named),
    );
    await expectSlopes(parameters, gradients, DERIVATIVES, valuesOf, random);
    parameters.dispose();
  });
});
