import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, describe, expectTypeOf, it } from 'vitest';
import { stringify } from 'yaml';
import { PluginRegistry } from '../plugin/registry.ts';
import { folderWith } from '../testing/temporary-folder.ts';
import tinyPlugin from '../testing/tiny-plugin.ts';
import { canonicalConfig } from './canonical.ts';
import { ConfigError } from './config-problem.ts';
import type { ExperimentConfig } from './experiment-config.ts';
import { loadExperiment, loadResolvedExperiment, loadWithReward } from './load-experiment.ts';

const EXPERIMENTS = join(import.meta.dirname, '../testing/experiments');
const TINY = join(EXPERIMENTS, 'tiny.yaml');

const load = async (file: string, overrides: readonly string[] = []) =>
  (await loadExperiment(file, overrides, new PluginRegistry())).config;

/** The tiny experiment in a folder of its own, with `lines` put under its other keys. */
function tinyWith(lines: string): string {
  const read = (name: string) =>
    readFileSync(join(EXPERIMENTS, name), 'utf8').replace(
      '../tiny-plugin.ts',
      join(EXPERIMENTS, '../tiny-plugin.ts'),
    );
  const folder = folderWith({
    '_world.yaml': read('_world.yaml'),
    'conf/algorithm/mean.yaml': read('conf/algorithm/mean.yaml'),
    'tiny-base.yaml': read('tiny-base.yaml'),
    '_tiny.yaml': read('tiny.yaml'),
    'changed.yaml': `defaults: [_tiny]\n${lines}\n`,
  });
  return join(folder, 'changed.yaml');
}

async function refusal(file: string, overrides: readonly string[] = []): Promise<string> {
  try {
    await load(file, overrides);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('this config was expected to be refused');
}

describe('loadExperiment', () => {
  it('asks for a demonstrator where a stage imitates one, and nowhere else', async () => {
    expect(await load(TINY, ['~demonstrator'])).not.toHaveProperty('demonstrator');
    expect(await refusal(join(EXPERIMENTS, 'tiny-base.yaml'), ['~demonstrator'])).toMatch(
      /stages\.supervised: is supervised and has nothing to imitate: name a demonstrator/,
    );
  });

  it('fills in the defaults of the paper', async () => {
    const config = await load(TINY);
    expect(config).toMatchObject({
      name: 'tiny',
      seed: 1,
      run: { folder: 'runs', ifExists: 'resume' },
      reward: { alpha: 0.65, lambda: 0.25, gamma: 0.1 },
      stages: {
        'stage-1': {
          promptsPerStep: 16,
          temperature: 1,
          revisedShare: 0.5,
          reward: {},
          agents: {
            conversation: { freeze: true },
            feedback: {
              freeze: false,
              klCoefficient: 0.01,
              reference: 'stage-start',
              optimiser: { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, maxGradientNorm: 1 },
            },
          },
        },
        'stage-2': { reward: { lambda: 0 } },
      },
      limits: { steps: null, evaluationPrompts: null },
    });
    expect(config.reward.composition.feedback['improvement']?.weight).toBe('alpha');
    expect(config.reward.composition.conversation['alignment']?.weight).toBe(1);
  });

  it('fills in the defaults of components', async () => {
    const { protocol, algorithm } = await load(TINY);
    expect(protocol).toEqual({ type: 'tiny', rounds: 1 });
    expect(algorithm).toEqual({ type: 'tiny', aggregation: 'mean' });
  });

  it('takes overrides: of options that no file sets, of groups, of whole rewards', async () => {
    const config = await load(TINY, [
      'seed=7',
      'protocol.rounds=3',
      'algorithm=sum',
      'limits.steps=2',
      '+reward.rewards.more={ type: tiny-format }',
      '+reward.composition.feedback.more={ weight: 0.5, factors: [more] }',
      '~base.experiment',
    ]);
    expect(config).toMatchObject({
      seed: 7,
      protocol: { rounds: 3 },
      algorithm: { aggregation: 'sum' },
      limits: { steps: 2 },
      base: { experiment: null },
      reward: { composition: { feedback: { more: { weight: 0.5, factors: ['more'] } } } },
    });
  });

  it.each<[string, string, RegExp]>([
    ['an unknown key', 'sed: 2', /changed\.yaml:2:1: sed: unknown key; known: seed, .*"seed"\?/],
    [
      'an unknown key deep down',
      'stages:\n  stage-1:\n    promtsPerStep: 3',
      /changed\.yaml:4:5: stages\.stage-1\.promtsPerStep: unknown key.*Did you mean "promptsPerStep"\?/,
    ],
    ['a wrong type', 'seed: one', /:2:1: seed: must be 0, 1, 2, 3 or more, not "one"\./],
    [
      'text for a number',
      'reward: { alpha: "0.3" }',
      /reward\.alpha: must be a number, not "0\.3"/,
    ],
    ['NaN', 'reward: { alpha: .nan }', /reward\.alpha: must be a number, not NaN/],
    ['a scalar for a group', 'reward: 3', /:2:1: reward: must be a map with alpha, .*, not 3/],
    ['a map for a scalar', 'seed: { a: 1 }', /seed: must be .*, not \{"a":1\}/],
    ['a value out of range', 'run: { ifExists: resum }', /must be one of resume, .*"resume"\?/],
    [
      'an unknown plugin',
      "plugins: ['@nobody/nothing']",
      /:2:11: plugins: there is no package "@nobody\/nothing"/,
    ],
    [
      'a plugin path that leads nowhere',
      'plugins: [./gone.ts]',
      /there is no plugin at \S*gone\.ts/,
    ],
    [
      'an unknown component',
      'judge: { type: tinny }',
      /:2:10: judge\.type: no judge is called "tinny"; there are: tiny\. Did you mean "tiny"\?/,
    ],
    [
      'an unknown option of a component',
      'protocol: { type: tiny, round: 2 }',
      /protocol\.round: unknown key; known: rounds\. Did you mean "rounds"\?/,
    ],
    [
      'a wrong option of a component',
      'protocol: { rounds: -1 }',
      /:2:13: protocol\.rounds: must be 0, 1, 2, 3 or more, not -1/,
    ],
    [
      'a component that is no map',
      'judge: tiny',
      /judge: must be a map with type: one of tiny, not "tiny"/,
    ],
    ['an unknown type of stage', 'stages: { more: { type: supervized } }', /"supervised"\?/],
    [
      'a stage without steps',
      'stages: { stage-1: { steps: null } }',
      /steps: must be 1, 2, 3 or more, not null/,
    ],
    [
      'a missing option',
      'stages: { more: { type: reinforcement } }',
      /stages\.more\.steps: is missing \(.*: it must be 1, 2/,
    ],
    [
      'a stage without type',
      'stages: { more: { steps: 3 } }',
      /stages\.more: must be .*; it has no type/,
    ],
    [
      'a factor that is no reward',
      'reward: { composition: { feedback: { label: { factors: [lable] } } } }',
      /factors\.0: "lable" is not under reward\.rewards; there are: .*Did you mean "label"\?/,
    ],
    [
      'a product without factors',
      'reward: { composition: { feedback: { label: { factors: [] } } } }',
      /at least one/,
    ],
    [
      'a weight that is no coefficient',
      'reward: { composition: { feedback: { label: { weight: beta } } } }',
      /weight: must be a number or one of alpha, lambda, gamma, not "beta"/,
    ],
    [
      'evaluation over no kinds',
      'evaluation: { kinds: { asr: [] } }',
      /evaluation\.kinds\.asr: must be a list of at least one name, not \[\]/,
    ],
    [
      'an algorithm that compares rollouts, and one rollout of each prompt',
      'algorithm: { type: tiny-comparison }\nstages: { stage-2: { samplesPerPrompt: 2 } }',
      /has a problem:\n.*stages\.stage-1\.samplesPerPrompt: is 1, but tiny-comparison compares rollouts of one prompt: make it 2 or more/,
    ],
    [
      'an algorithm that learns with a critic, and none',
      'algorithm: { type: tiny-critic }',
      /critic\.type: is none, but tiny-critic learns with a critic: make it separate or shared/,
    ],
    [
      'a critic that nothing learns with',
      'critic: { type: shared }',
      /critic\.type: is shared, but tiny learns without a critic: make it none/,
    ],
    [
      'a critic that there is not',
      'critic: { type: seperate }',
      /critic\.type: no critic is called "seperate"; there are: none, separate, shared\. Did you mean "separate"/,
    ],
    [
      'a KL coefficient that cannot adapt',
      'stages: { stage-1: { agents: { feedback: { klCoefficient: 0, adaptiveKl: { target: 1 } } } } }',
      /stages\.stage-1\.agents\.feedback\.klCoefficient: is 0, which adaptiveKl cannot change/,
    ],
    [
      'an adaptive KL coefficient without a target',
      'stages: { stage-1: { agents: { feedback: { adaptiveKl: {} } } } }',
      /stages\.stage-1\.agents\.feedback\.adaptiveKl\.target: is missing/,
    ],
    [
      'an unknown backend',
      'compute: { backend: numbres }',
      /no backend is called "numbres"; .*"numbers"/,
    ],
    [
      'a base that is not there',
      'base: { experiment: tiny-bas }',
      /there is no tiny-bas\.yaml in \/.*"tiny-base"\?/,
    ],
    [
      'a base elsewhere that is not there',
      'base: { experiment: conf/algorithm/sum }',
      /there is no sum\.yaml in \S*\/conf\/algorithm, where the experiment looks/,
    ],
    [
      'supervised and reinforcement stages together',
      'stages: { more: { type: supervised, steps: 3 } }',
      /stages: mixes supervised stages.* with reinforcement stages/,
    ],
    [
      'a stage of preferences without a loss',
      'stages: { prefer: { type: preference, steps: 3 } }',
      /stages\.prefer\.loss: is missing: add loss: \{ type: … \}; there are: tiny/,
    ],
  ])('refuses %s', async (_, lines, message) => {
    expect(await refusal(tinyWith(lines))).toMatch(message);
  });

  it('refuses an agent that would learn from no reward', async () => {
    const message = await refusal(TINY, ['~reward.composition.conversation']);
    expect(message).toMatch(/conversation: is empty, but stage-2 trains the conversation agent/);
  });

  it('loads the plugins that the command line names', async () => {
    const message = await refusal(TINY, ['plugins=[./none.ts]', 'seed=2']);
    expect(message).toMatch(/command line \(plugins=\[.\/none\.ts\]\): plugins: .*none\.ts/);
    const plugin = join(EXPERIMENTS, '../tiny-plugin.ts');
    const without = tinyWith('plugins: []');
    expect(await refusal(without)).toMatch(/no judge is called "tiny"/);
    expect((await load(without, [`plugins=[${plugin}]`])).plugins).toEqual([plugin]);
  });

  it('asks for components that nobody named', async () => {
    expect(await refusal(TINY, ['~judge'])).toMatch(/judge: is missing.*there are: tiny/);
    expect(await refusal(TINY, ['plugins=[]', '~judge'])).toMatch(
      /judge: is missing.*there are: \(none is installed: name a plugin/,
    );
  });

  it('asks for something to do: a stage, or the weights of another experiment', async () => {
    expect(await refusal(TINY, ['~stages', 'base.experiment=null'])).toMatch(
      /stages: needs at least one stage, or a base/,
    );
    expect((await load(TINY, ['~stages'])).stages).toEqual({});
  });

  it('forgets options of a component that was exchanged, and no others', async () => {
    const prompt = 'agents.feedback.systemPrompt=be kind';
    const exchange = 'agents.feedback.type=tiny-mute';
    expect((await load(TINY, [prompt, exchange])).agents.feedback).toEqual({ type: 'tiny-mute' });
    expect(await refusal(TINY, [exchange, `+${prompt}`])).toMatch(
      /agents\.feedback\.systemPrompt: unknown key/,
    );
    const back = [prompt, exchange, 'agents.feedback.type=tiny'];
    expect((await load(TINY, back)).agents.feedback).toEqual({
      type: 'tiny',
      systemPrompt: 'be kind',
    });
  });

  it('may leave a safeguard out, and checks the one that is there', async () => {
    expect((await load(TINY)).evaluation).not.toHaveProperty('safeguard');
    expect(await refusal(TINY, ['evaluation.safeguard.type=none'])).toMatch(
      /evaluation\.safeguard\.type: no safeguard is called "none"/,
    );
  });

  it('names the command line as the source of what it set', async () => {
    const message = await refusal(TINY, ['seed=-1', 'stages.stage-1.steps=many']);
    expect(message).toMatch(/command line \(seed=-1\): seed: must be/);
    expect(message).toMatch(/command line \(stages\.stage-1\.steps=many\): .*not "many"/);
  });

  it('asks for a + when the command line invents a stage or a reward', async () => {
    const message = await refusal(TINY, ['stages.stage-3.steps=1', 'reward.rewards.lable.type=x']);
    expect(message).toMatch(/write \+stages\.stage-3\.steps=… to add it\. Did you mean "stage-1"/);
    expect(message).toMatch(/Did you mean "label"/);
  });

  it.each([
    ['sed=2', '"seed"'],
    ['limits.stpes=2', '"steps"'],
    ['protocol.round=2', '"rounds"'],
    ['judge.typ=x', '"type"'],
    ['stages.stage-1.step=2', '"steps"'],
    ['stages.stage-1.agents.feedback.optimiser.learningrate=1', '"learningRate"'],
  ])('knows what %s was meant for, also when no file sets it', async (word, meant) => {
    expect(await refusal(TINY, [word])).toContain(`Did you mean ${meant}`);
  });

  it('tells of everything that is wrong at once', async () => {
    const file = tinyWith('sed: 2\nprotocol: { rounds: no }\njudge: { type: nobody }');
    const message = await refusal(file, ['reward.alhpa=1', 'checkpoints.keep=0']);
    expect(message).toMatch(/5 problems/);
    for (const path of [
      'sed',
      'protocol.rounds',
      'judge.type',
      'reward.alhpa',
      'checkpoints.keep',
    ]) {
      expect(message).toContain(`: ${path}: `);
    }
  });
});

describe('loadResolvedExperiment', () => {
  it('reads back what a run folder keeps', async () => {
    const config = await load(TINY, ['seed=3']);
    const folder = folderWith({ 'config.yaml': stringify(canonicalConfig(config)) });
    const file = join(folder, 'config.yaml');
    const read = await loadResolvedExperiment(file, EXPERIMENTS, new PluginRegistry([tinyPlugin]));
    expect(read.config).toEqual(config);
    expect(Object.keys(read.config.stages)).toEqual(Object.keys(config.stages));
  });
});

describe('loadWithReward', () => {
  /** The tiny run's config with a file that changes its reward. */
  const withReward = async (text: string) => {
    const config = await load(TINY, ['seed=3']);
    const folder = folderWith({
      'config.yaml': stringify(canonicalConfig(config)),
      'reward.yaml': text,
    });
    const registry = new PluginRegistry([tinyPlugin]);
    const files = [join(folder, 'config.yaml'), join(folder, 'reward.yaml')] as const;
    return { config, changed: () => loadWithReward(...files, EXPERIMENTS, registry) };
  };

  it('lays the block over the reward of the run, and leaves all else as it was', async () => {
    const { config, changed } = await withReward(
      'reward: { alpha: 0.3, composition: { feedback: { label: { weight: 0 } } } }',
    );
    const { reward, ...others } = (await changed()).config;
    expect(reward.alpha).toBe(0.3);
    expect(reward.composition.feedback['label']).toEqual({ weight: 0, factors: ['label'] });
    expect(reward.composition.feedback['format']).toEqual(
      config.reward.composition.feedback['format'],
    );
    expect({ reward: config.reward, ...others }).toEqual(config);
  });

  it.each([
    ['reward: { aplha: 1 }', /reward\.yaml:1:11: reward\.aplha: unknown key.*Did you mean "alpha"/],
    ['rewards: {}', /rewards: only the reward can be changed here.*Did you mean "reward"/],
    ['seed: 2', /seed: only the reward can be changed here: known are reward, plugins/],
    ['', /reward: is missing: write what changes below it/],
    [
      'reward: { composition: { feedback: { label: { factors: [lable] } } } }',
      /"lable" is not under reward\.rewards.*Did you mean "label"/,
    ],
  ])('refuses %j', async (text, message) => {
    const { changed } = await withReward(text);
    await expect(changed()).rejects.toThrow(message);
  });
});

describe('the shape of an experiment', () => {
  it('is that of ExperimentConfig', async () => {
    // Every key of the type, so that a key that is added to the one is missed in the other.
    const keys: Record<Exclude<keyof ExperimentConfig, 'critic'>, true> = {
      name: true,
      seed: true,
      plugins: true,
      run: true,
      compute: true,
      dataset: true,
      tokenizer: true,
      judge: true,
      demonstrator: true,
      engine: true,
      agents: true,
      protocol: true,
      reward: true,
      algorithm: true,
      base: true,
      stages: true,
      evaluation: true,
      checkpoints: true,
      ledger: true,
      limits: true,
    };
    const config = await load(TINY);
    expectTypeOf(config).toEqualTypeOf<ExperimentConfig>();
    expect(Object.keys(config).sort()).toEqual(Object.keys(keys).sort());
    expect(Object.keys(config.evaluation).sort()).toEqual(
      Object.keys({
        split: true,
        maxPrompts: true,
        temperature: true,
        trainPrompts: true,
        everySteps: true,
        probePrompts: true,
        kinds: true,
      } satisfies Record<
        Exclude<keyof ExperimentConfig['evaluation'], 'judge' | 'safeguard'>,
        true
      >).sort(),
    );
  });
});
