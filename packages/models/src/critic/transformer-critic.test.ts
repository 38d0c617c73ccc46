import { activate } from '@waltz/compute';
import { AGENT_ROLES, type AgentRole, type Critic } from '@waltz/core';
import * as tf from '@tensorflow/tfjs-core';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LoraSettings } from '../model/architecture.ts';
import { ADAM, greatestDifference, LESSONS, TINY, tinyEngine } from '../testing/tiny-engine.ts';
import { TransformerCritic, type CriticSettings } from './transformer-critic.ts';

const SETTINGS: CriticSettings = {
  architecture: TINY,
  lora: null,
  microBatchTokens: 64,
  gradientCheckpointing: false,
};
const tinyCritic = (
  settings: Partial<CriticSettings> = {},
  agents: readonly AgentRole[] = AGENT_ROLES,
  seed = 1,
) => new TransformerCritic({ ...SETTINGS, ...settings }, agents, seed);

const KINDS: readonly (readonly [string, Partial<CriticSettings>])[] = [
  ['all weights', {}],
  ['adapters', { lora: { rank: 2, alpha: 4 } satisfies LoraSettings }],
  [
    'a trunk of a model with a projection of its own',
    { architecture: { ...TINY, tieEmbeddings: false } },
  ],
];

/** `steps` steps down ½ · mean (V − target)². */
async function fit(critic: Critic, agent: AgentRole, target: number, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    const values = await critic.values(agent, LESSONS);
    const count = values.flat().length;
    const errors = values.map((tokens) => tokens.map((value) => (value - target) / count));
    await critic.forwardBackward(
      agent,
      LESSONS.map((lesson, index) => ({ ...lesson, derivatives: errors[index] ?? [] })),
    );
    await critic.optimStep(ADAM);
  }
}

let folder: string;
beforeAll(async () => {
  await activate('wasm');
  folder = await mkdtemp(join(tmpdir(), 'waltz-critic-'));
});

describe.each(KINDS)('a critic with %s', (kind, settings) => {
  const file = (name: string) => join(folder, `${kind} ${name}.safetensors`);

  it('values every token 0 at first', async () => {
    const critic = tinyCritic(settings);
    expect(await critic.values('feedback', LESSONS)).toEqual(
      LESSONS.map(({ completion }) => completion.map(() => 0)),
    );
    critic.dispose();
  });

  it('learns what each agent earns with a head of its own, and leaves no tensor behind', async () => {
    const critic = tinyCritic(settings);
    await fit(critic, 'conversation', 1, 1);
    const before = tf.memory().numTensors;
    for (let round = 0; round < 40; round++) {
      await fit(critic, 'conversation', 1, 1);
      await fit(critic, 'feedback', -1, 1);
    }
    expect(tf.memory().numTensors).toBe(before);
    for (const [agent, target] of [
      ['conversation', 1],
      ['feedback', -1],
    ] as const) {
      const wanted = LESSONS.map(({ completion }) => completion.map(() => target));
      expect(greatestDifference(await critic.values(agent, LESSONS), wanted)).toBeLessThan(0.4);
    }
    critic.dispose();
  });

  it('goes on training from its file as if nothing had happened, to the last byte', async () => {
    const unbroken = tinyCritic(settings);
    await fit(unbroken, 'feedback', 1, 2);
    await unbroken.saveWeights(file('middle'));
    await fit(unbroken, 'conversation', 0.5, 2);
    await unbroken.saveWeights(file('unbroken'));

    const resumed = tinyCritic(settings, AGENT_ROLES, 99);
    await fit(resumed, 'feedback', 3, 1);
    await resumed.loadWeights(file('middle'), { optimiser: true });
    await fit(resumed, 'conversation', 0.5, 2);
    await resumed.saveWeights(file('resumed'));

    const [left, right] = await Promise.all(
      ['unbroken', 'resumed'].map((name) => readFile(file(name))),
    );
    expect(left?.equals(right ?? Buffer.alloc(0))).toBe(true);
  });

  it('starts its trunk from the weights of a policy', async () => {
    const policy = tinyEngine(settings, 5);
    await policy.saveWeights(file('policy'));
    const [same, other] = [
      tinyCritic(settings, ['feedback'], 5),
      tinyCritic(settings, ['feedback'], 99),
    ];
    await fit(other, 'feedback', 3, 1);
    await other.loadTrunk(file('policy'));
    for (const critic of [same, other]) await fit(critic, 'feedback', 1, 3);
    expect(await other.values('feedback', LESSONS)).toEqual(await same.values('feedback', LESSONS));
  });
});

it('starts from the adapters of a policy beside a published model as from all of its weights', async () => {
  const architecture = { ...TINY, tieEmbeddings: false };
  const settings = { architecture, lora: { rank: 2, alpha: 4 } };
  const values = [];
  for (const isPublished of [true, false]) {
    const policy = tinyEngine({ ...settings, isPublished }, 5);
    await policy.forwardBackward(LESSONS);
    await policy.optimStep(ADAM);
    const path = join(folder, `policy ${isPublished}.safetensors`);
    await policy.saveWeights(path);
    const critic = tinyCritic({ ...settings, isPublished }, ['feedback'], 5);
    await critic.loadTrunk(path);
    await fit(critic, 'feedback', 1, 1);
    await critic.saveWeights(path);
    await critic.loadWeights(path, { optimiser: true });
    await fit(critic, 'feedback', 1, 1);
    values.push(await critic.values('feedback', LESSONS));
  }
  expect(values[0]).toEqual(values[1]);
});

it('says whose values a critic has', async () => {
  await expect(tinyCritic({}, ['feedback']).values('conversation', LESSONS)).rejects.toThrow(
    'this critic has no head for the conversation agent; it has: feedback',
  );
});

it('refuses a trunk of another shape, naming both', async () => {
  const path = join(folder, 'wide.safetensors');
  await tinyEngine({ architecture: { ...TINY, dim: 32 } }).saveWeights(path);
  await expect(tinyCritic().loadTrunk(path)).rejects.toThrow(
    'has shape [13, 32], the engine needs [13, 16]',
  );
});
