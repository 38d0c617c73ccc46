import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExperimentConfig } from '../config/experiment-config.ts';
import { loadExperiment } from '../config/load-experiment.ts';
import { Secrets } from '../config/secrets.ts';
import type { Backend } from '../contracts/backend.ts';
import { component } from '../plugin/component.ts';
import { definePlugin } from '../plugin/define-plugin.ts';
import { PluginRegistry } from '../plugin/registry.ts';
import tinyPlugin from '../testing/tiny-plugin.ts';
import { tinyDataset, tinyJudge, tinyTokenizer } from '../testing/tiny-world.ts';
import { applicationContainer, assembleExperiment } from './assemble-experiment.ts';

const FOLDER = join(import.meta.dirname, '../testing/experiments');

/** Components that tell what they were given. */
function watchful(seen: { corpus?: readonly string[]; activated: string[] }) {
  const backend = (name: string, available: boolean): Backend => ({
    name,
    probe: () => Promise.resolve({ available, reason: available ? 'it is there' : 'it is away' }),
    activate: () => {
      seen.activated.push(name);
      return Promise.resolve();
    },
  });
  return definePlugin({
    name: 'watchful',
    summary: '',
    components: [
      component('backend', 'away', {
        summary: '',
        options: {},
        create: () => backend('away', false),
      }),
      component('backend', 'there', {
        summary: '',
        options: {},
        create: () => backend('there', true),
      }),
      component('tokenizer', 'watchful', {
        summary: '',
        options: {},
        create: async (_, { corpus }) => {
          seen.corpus = corpus;
          return tinyTokenizer;
        },
      }),
      component('judge', 'indiscreet', {
        summary: '',
        options: { password: { format: String, default: '', sensitive: true } },
        create: ({ password }) => ({
          label: (pairs) =>
            Promise.resolve(
              pairs.map(() => ({ scored: false as const, reason: `${password} is refused` })),
            ),
        }),
      }),
      component('judge', 'stumbling', {
        summary: '',
        options: {},
        create: () => {
          let asked = 0;
          return {
            label: (pairs) =>
              asked++ === 0 ? Promise.reject(new Error('busy')) : tinyJudge.label(pairs),
          };
        },
      }),
      component('reward', 'broken', {
        summary: '',
        options: {},
        create: () => {
          throw new Error('out of order');
        },
      }),
    ],
  });
}

async function assembled(
  overrides: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  const seen: Parameters<typeof watchful>[0] = { activated: [] };
  const notices: string[] = [];
  const registry = new PluginRegistry([watchful(seen), tinyPlugin]);
  const { config } = await loadExperiment(join(FOLDER, 'tiny.yaml'), overrides, registry);
  const notice = (message: string) => void notices.push(message);
  const application = applicationContainer(registry, new Secrets(environment));
  const assemble = (changed: ExperimentConfig) =>
    assembleExperiment(application, changed, { seed: config.seed, folder: FOLDER, notice });
  return { parts: await assemble(config), again: () => assemble(config), seen, notices };
}

describe('assembleExperiment', () => {
  it('builds every part from the config', async () => {
    const { parts } = await assembled([]);
    expect(Object.keys(parts.rewards)).toEqual(['alignment', 'improvement', 'label', 'format']);
    expect(parts.dataset).toBe(tinyDataset);
    const engine = await parts.engines.open({ seed: 1 });
    const agents = await parts.createAgents({ conversation: engine, feedback: engine });
    expect(agents).toMatchObject({
      conversation: { respond: expect.any(Function) as unknown },
      feedback: { review: expect.any(Function) as unknown },
    });
  });

  it('gives every run parts of its own', async () => {
    const { parts, again } = await assembled([]);
    expect((await again()).engines).not.toBe(parts.engines);
  });

  it('shows the tokenizer every text: both splits, the lexicon, the system prompts', async () => {
    const { seen } = await assembled([
      'tokenizer.type=watchful',
      'agents.conversation.systemPrompt=be kind',
      'agents.feedback.systemPrompt=be honest',
    ]);
    expect(seen.corpus).toEqual(expect.arrayContaining(['be kind', 'be honest', '<end>']));
    const prompts = [...tinyDataset.prompts('train'), ...tinyDataset.prompts('held-out')];
    expect(seen.corpus?.slice(0, prompts.length)).toEqual(prompts.map(({ text }) => text));
  });

  it('takes the first backend that works, and says why', async () => {
    const { parts, seen, notices } = await assembled(['compute.backend=auto']);
    expect(parts.backend.name).toBe('there');
    expect(seen.activated).toEqual(['there']);
    expect(notices).toEqual(['backend there: it is there; away does not work here: it is away']);
  });

  it('says why a backend that was asked for does not work', async () => {
    await expect(assembled(['compute.backend=away'])).rejects.toThrow(
      'compute.backend=away finds no backend: away does not work here: it is away',
    );
  });

  it('puts secrets in only where a component is made', async () => {
    const { parts, notices } = await assembled(['judge.password=${env:PASSWORD}'], {
      PASSWORD: 'sesame',
    });
    expect(notices).toContain('the judge got in with sesame');
    expect(parts.config.judge['password']).toBe('${env:PASSWORD}');
  });

  it('asks a judge again that fails at first', async () => {
    const { parts } = await assembled(['judge.type=stumbling']);
    const [prompt] = tinyDataset.prompts('train');
    if (prompt === undefined) throw new Error('the tiny world has prompts');
    const [judgement] = await parts.judge.label([{ prompt, response: '' }]);
    expect(judgement?.scored).toBe(true);
  });

  it('takes secrets out of what a judge says when it fails', async () => {
    const { parts } = await assembled(
      ['judge.type=indiscreet', '+judge.password=${env:PASSWORD}'],
      { PASSWORD: 'sesame' },
    );
    const [prompt] = tinyDataset.prompts('train');
    if (prompt === undefined) throw new Error('the tiny world has prompts');
    expect(await parts.judge.label([{ prompt, response: '' }])).toEqual([
      { scored: false, reason: '${env:PASSWORD} is refused' },
    ]);
  });

  it('makes a judge for evaluations where they have one, as dependable as the other', async () => {
    expect((await assembled([])).parts.evaluationJudge).toBeUndefined();
    const { parts } = await assembled(['+evaluation.judge={ type: stumbling }']);
    const [prompt] = tinyDataset.prompts('train');
    if (prompt === undefined) throw new Error('the tiny world has prompts');
    const judgements = await parts.evaluationJudge?.label([{ prompt, response: '' }]);
    expect(judgements?.map(({ scored }) => scored)).toEqual([true]);
  });

  it('says which component wants a secret that is not set', async () => {
    await expect(assembled(['judge.password=${env:PASSWORD}'])).rejects.toThrow(
      'the judge "tiny" of plugin tiny cannot be made: the environment variable PASSWORD is not set',
    );
  });

  it('names the component that cannot be made', async () => {
    await expect(assembled(['reward.rewards.format.type=broken'])).rejects.toThrow(
      'the reward "format" (broken) of plugin watchful cannot be made: out of order',
    );
  });

  it('refuses to evaluate kinds of prompt that the dataset does not have', async () => {
    await expect(assembled(['evaluation.kinds.orr=[homonym-bening]'])).rejects.toThrow(
      /evaluation\.kinds\.orr: the held-out prompts and benchmarks of tiny have no kind "homonym-bening".*Did you mean "homonym-benign"/,
    );
  });
});
