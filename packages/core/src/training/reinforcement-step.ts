import type { ReinforcementStageConfig } from '../config/experiment-config.ts';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { Agents } from '../contracts/agent.ts';
import type { Advantages, PolicySample } from '../contracts/algorithm.ts';
import type { Engine } from '../contracts/engine.ts';
import type { AgentRole } from '../contracts/episode.ts';
import type { Prompt } from '../contracts/prompt.ts';
import { coefficientsOf } from './compose-credits.ts';
import { gatherSamples, type GatheredSample } from './gather-samples.ts';
import type { PromptSampler } from './prompt-sampler.ts';
import { rollOut, type Rollouts } from './roll-out.ts';
import { Stopwatch } from './stopwatch.ts';
import {
  updateCritic,
  withValues,
  type CriticUpdate,
  type TrainedCritic,
} from './update-critic.ts';
import { updatePolicy, type AnchoredPolicy, type PolicyUpdate } from './update-policy.ts';

/** An agent that is trained, and the frozen policy that KL is measured against. */
export interface TrainedAgent extends AnchoredPolicy {
  readonly name: AgentRole;
  readonly reference: Engine;
}

/** What a step of WaltzRL works with. */
export interface TrainingSystem {
  readonly parts: ExperimentParts;
  readonly config: ReinforcementStageConfig;
  readonly agents: Agents;
  readonly trainedAgents: readonly TrainedAgent[];
  /** Value functions of trained agents; none where the algorithm has no critic. */
  readonly critics: readonly TrainedCritic[];
  readonly sampler: PromptSampler;
}

export interface StepNumbers {
  /** In its stage, counted from 1. */
  readonly step: number;
  /** In the run, counted from 1. */
  readonly globalStep: number;
  /** Position of the step's first prompt in the sampler's sequence. */
  readonly firstPrompt: number;
}

/** What one agent learned in a step. */
export interface AgentUpdate {
  readonly agent: AgentRole;
  readonly samples: readonly PolicySample[];
  readonly advantages: Advantages;
  readonly update: PolicyUpdate;
  /** Samples dropped because the judge failed on what their reward rests on. */
  readonly dropped: number;
}

export interface ReinforcementStep extends Omit<Rollouts, 'episodes'> {
  /** One for each trained agent that had a sample to learn from. */
  readonly updates: readonly AgentUpdate[];
  /** One for each critic whose agents had a sample. */
  readonly criticUpdates: readonly CriticUpdate[];
  /** By phase. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** Algorithm 1 of the paper: one step of collaborative training. */
export async function reinforce(
  { parts, config, agents, trainedAgents, critics, sampler }: TrainingSystem,
  { step, globalStep, firstPrompt }: StepNumbers,
): Promise<ReinforcementStep> {
  const { algorithm } = parts;
  const { seed, reward } = parts.config;
  const { promptsPerStep, samplesPerPrompt, temperature, epochs, revisedShare } = config;
  const coefficients = coefficientsOf(reward, config.reward);
  const watch = new Stopwatch();

  const drawn = sampler.draw(firstPrompt, promptsPerStep);
  const prompts = drawn.flatMap((prompt) => Array<Prompt>(samplesPerPrompt).fill(prompt));
  const { episodes, judged, terms, credits } = await rollOut(
    parts,
    agents,
    prompts,
    { globalStep, temperature, composition: reward.composition, coefficients },
    watch,
  );

  const updates: AgentUpdate[] = [];
  for (const trained of trainedAgents) {
    const agent = trained.name;
    const gathered = gatherSamples(agent, episodes, credits, {
      seed,
      globalStep,
      revisedShare,
      samplesPerPrompt,
    });
    if (gathered.samples.length === 0) continue;
    const anchored = await watch.time('logprobs', () =>
      withReference(gathered.samples, trained.reference),
    );
    const critic = critics.find(({ agents }) => agents.includes(agent));
    const samples = critic
      ? await watch.time('critic', () => withValues(critic, agent, anchored))
      : anchored;
    const advantages = algorithm.advantages(samples, trained.klCoefficient);
    const update = await watch.time('update', () =>
      updatePolicy(trained, step, epochs, algorithm, samples, advantages.values),
    );
    updates.push({ agent, samples, advantages, update, dropped: gathered.unscored });
  }
  const criticUpdates: CriticUpdate[] = [];
  for (const critic of critics) {
    const update = await watch.time('critic', () =>
      updateCritic(critic, step, epochs, algorithm, updates),
    );
    if (update !== null) criticUpdates.push(update);
  }
  return { judged, terms, credits, updates, criticUpdates, seconds: watch.seconds };
}

/** Adds log π_ref of every token. */
async function withReference(
  gathered: readonly GatheredSample[],
  reference: Engine,
): Promise<readonly PolicySample[]> {
  const logprobs = await reference.logprobs(gathered);
  return gathered.map((sample, index) => ({
    ...sample,
    referenceLogprobs: logprobs[index] ?? [],
  }));
}
