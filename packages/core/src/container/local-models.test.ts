import { expect, it } from 'vitest';
import { Secrets } from '../config/secrets.ts';
import type { Engine } from '../contracts/engine.ts';
import { component } from '../plugin/component.ts';
import { definePlugin } from '../plugin/define-plugin.ts';
import { PluginRegistry } from '../plugin/registry.ts';
import { bigramEngines } from '../testing/bigram-engine.ts';
import { tinyParts } from '../testing/tiny-experiment.ts';
import tinyPlugin from '../testing/tiny-plugin.ts';
import { tinyTokenizer } from '../testing/tiny-world.ts';
import { ComponentFactory } from './component-factory.ts';
import { ExperimentModels } from './local-models.ts';

/** Models on an engine that tells what becomes of it. */
function watched(seed = 1) {
  const seen: string[] = [];
  const watching = component('engine', 'watching', {
    summary: '',
    options: { size: { format: 'nat', default: 0 } },
    create: ({ size }, { tokenizer, workers, notice }) => {
      notice(`made of ${size} for ${workers}`);
      const engines = bigramEngines(tokenizer.vocabularySize, tokenizer.endOfTurn);
      return {
        ...engines,
        async open(settings) {
          if (size === 3) throw new Error('not enough memory');
          seen.push(`opened ${size}`);
          const engine = await engines.open(settings);
          engine.dispose = () => void seen.push(`disposed ${size}`);
          return engine;
        },
      };
    },
  });
  const plugin = definePlugin({ name: 'watching', summary: '', components: [watching] });
  const { context, backend } = tinyParts();
  const models = new ExperimentModels({
    components: new ComponentFactory(new PluginRegistry([tinyPlugin, plugin]), new Secrets({})),
    context: { ...context, seed, notice: (message) => void seen.push(message) },
    backend,
    workers: 2,
  });
  const model = (size: number) =>
    models.model({ engine: { type: 'watching', size }, tokenizer: { type: 'tiny' } });
  return { models, model, seen };
}

const parametersOf = async ({ parameterCount }: Engine): Promise<number> => parameterCount;

it('are made at once, and read their weights when they are first used', async () => {
  const { model, seen } = watched();
  const one = await model(1);
  expect(one.tokenizer.decode([2])).toBe(tinyTokenizer.decode([2]));
  expect(seen).toEqual(['model that a judge asks: made of 1 for 2']);
  expect(await one.use(parametersOf)).toBe(tinyTokenizer.vocabularySize ** 2);
  await one.use(parametersOf);
  expect(seen.slice(1)).toEqual(['opened 1']);
});

it('are one for all who name the same', async () => {
  const { model } = watched();
  const [one, same, other] = await Promise.all([model(1), model(1), model(2)]);
  expect(one).toBe(same);
  expect(one).not.toBe(other);
});

it('are the same whatever the seed of the run', async () => {
  const logprobs = async (seed: number) =>
    (await watched(seed).model(1)).use((engine) =>
      engine.logprobs([{ context: [0], completion: [1] }]),
    );
  expect(await logprobs(1)).toEqual(await logprobs(2));
});

it('do one piece of work after the other, failures included', async () => {
  const { model } = watched();
  const one = await model(1);
  const steps: string[] = [];
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    steps.push(`${name} ends`);
    if (name === 'a') throw new Error('a fails');
    return name;
  };
  const results = await Promise.allSettled([one.use(work('a')), one.use(work('b'))]);
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

it('are freed when they are closed and their work is done, and read again when they are asked again', async () => {
  const { models, model, seen } = watched();
  await model(2);
  const one = await model(1);
  const working = one.use(async () => void seen.push('worked'));
  await models.close();
  await working;
  await one.use(parametersOf);
  await models.close();
  await models.close();
  expect(seen.filter((line) => !line.includes('made'))).toEqual([
    'opened 1',
    'worked',
    'disposed 1',
    'opened 1',
    'disposed 1',
  ]);
});

it('say why they cannot be used, each time', async () => {
  const { model } = watched();
  const one = await model(3);
  await expect(one.use(parametersOf)).rejects.toThrow('not enough memory');
  await expect(one.use(parametersOf)).rejects.toThrow('not enough memory');
});
