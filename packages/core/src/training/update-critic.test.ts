import { describe, expect, it } from 'vitest';
import type { PolicySample } from '../contracts/algorithm.ts';
import { AGENT_ROLES, type AgentRole } from '../contracts/episode.ts';
import { BigramCritic } from '../testing/bigram-critic.ts';
import { tinyAlgorithm, tinyCriticAlgorithm } from '../testing/tiny-learning.ts';
import { updateCritic, withValues, type TrainedCritic, type ValuedBatch } from './update-critic.ts';

const trained = (): TrainedCritic => ({
  name: 'critic',
  agents: AGENT_ROLES,
  critic: new BigramCritic(4, AGENT_ROLES),
  optimiser: {
    learningRate: 0.05,
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-8,
    maxGradientNorm: 0,
    warmupSteps: 0,
    schedule: 'constant',
  },
  steps: 1,
});

const sample = (agent: AgentRole, reward: number): PolicySample => ({
  episode: 0,
  group: 0,
  agent,
  round: 0,
  context: [1],
  completion: [2, 3],
  oldLogprobs: [-1, -1],
  referenceLogprobs: [-1, -1],
  reward,
});

async function batchOf(critic: TrainedCritic, agent: AgentRole, reward: number) {
  const samples = await withValues(critic, agent, [sample(agent, reward)]);
  const advantages = tinyCriticAlgorithm.advantages(samples, 0);
  return { agent, samples, advantages } satisfies ValuedBatch;
}

describe('the update of a critic', () => {
  it('brings the values of each of its agents to what that agent earns', async () => {
    const critic = trained();
    const batches = [
      await batchOf(critic, 'conversation', 1),
      await batchOf(critic, 'feedback', -0.5),
    ];
    const update = await updateCritic(critic, 1, 200, tinyCriticAlgorithm, batches);
    expect(update?.losses.conversation?.value).toBeLessThan(1e-3);
    expect(update?.losses.feedback?.value).toBeLessThan(1e-3);
    const [values = []] = await critic.critic.values('feedback', [sample('feedback', 0)]);
    expect(values).toHaveLength(2);
    for (const value of values) expect(value).toBeCloseTo(-0.5, 1);
  });

  it('tells the loss and the norm of the last pass, at the values of that pass', async () => {
    const critic = trained();
    const batches = [await batchOf(critic, 'feedback', 1)];
    const once = await updateCritic(critic, 1, 1, tinyCriticAlgorithm, batches);
    // V = 0 at first, of two tokens: dL/dV = −1/2 each, for two tokens apart and one head in common.
    expect(once?.losses).toEqual({ feedback: expect.objectContaining({ value: 0.5 }) as unknown });
    expect(once?.gradientNorm).toBeCloseTo(Math.hypot(0.5, 0.5, 1), 12);
    const twice = await updateCritic(critic, 1, 2, tinyCriticAlgorithm, batches);
    expect(twice?.losses.feedback?.value).toBeLessThan(0.45);
  });

  it('is none where no agent of the critic had a sample', async () => {
    const critic = { ...trained(), agents: ['conversation'] as const };
    const batches = [await batchOf(trained(), 'feedback', 1)];
    expect(await updateCritic(critic, 1, 1, tinyCriticAlgorithm, batches)).toBeNull();
  });

  it('says that the algorithm has nothing for a critic to learn', async () => {
    const critic = trained();
    const batches = [await batchOf(critic, 'feedback', 1)];
    await expect(updateCritic(critic, 1, 1, tinyAlgorithm, batches)).rejects.toThrow(
      'critic cannot learn: the algorithm gives neither returns nor their loss',
    );
  });
});
