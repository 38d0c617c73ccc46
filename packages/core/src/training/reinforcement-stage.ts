import type { CriticConfig, ReinforcementStageConfig } from '../config/experiment-config.ts';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import { AGENT_ROLES } from '../contracts/episode.ts';
import {
  recordTrained,
  type CreditedSample,
  type EpisodeRecord,
} from '../tracking/episode-record.ts';
import { adaptCoefficients, type AdaptedCoefficients } from './adaptive-kl.ts';
import { engineNamed, weightsFile, type Policies } from './policies.ts';
import { probe } from './probe.ts';
import type { PromptSampler } from './prompt-sampler.ts';
import {
  reinforce,
  type TrainingSystem,
  type TrainedAgent,
  type ReinforcementStep,
} from './reinforcement-step.ts';
import type { Stage } from './stage.ts';
import type { TrainedCritic } from './update-critic.ts';
import type { PlannedStage } from './stage-plan.ts';
import { stepMetrics, type Metrics } from './step-metrics.ts';

/** Folders with the weights that reference policies are made of. */
export interface ReferenceWeights {
  readonly stageStart: string;
  readonly base: string;
}

/**
 * WaltzRL: rollouts, rewards, advantages, updates; one update of each trained agent a step. `adapted` holds the KL
 * coefficients that earlier steps of the stage left, where they are adaptive.
 */
export async function openReinforcementStage(
  parts: ExperimentParts,
  plan: PlannedStage,
  config: ReinforcementStageConfig,
  policies: Policies,
  sampler: PromptSampler,
  references: ReferenceWeights,
  adapted: AdaptedCoefficients,
  notice: (message: string) => void,
): Promise<Stage> {
  const { agents } = policies;
  const trainedAgents = await openTrainedAgents(plan, config, policies, references);
  const critics = trainedCritics(plan, parts.config.critic, policies, trainedAgents);
  let klCoefficients = adapted;
  const { evaluation, ledger } = parts.config;
  const textOf = tokenTexts(parts);

  return {
    async takeStep(step) {
      const globalStep = plan.stepsBefore + step;
      const firstPrompt = plan.promptsBefore + (step - 1) * config.promptsPerStep;
      const system: TrainingSystem = {
        parts,
        config,
        agents,
        trainedAgents: trainedAgents.map((trained) => ({
          ...trained,
          klCoefficient: klCoefficients[trained.name] ?? trained.klCoefficient,
        })),
        critics,
        sampler,
      };
      const taken = await reinforce(system, { step, globalStep, firstPrompt });
      klCoefficients = adaptCoefficients(klCoefficients, config.agents, taken.updates);
      for (const { name } of trainedAgents) {
        if (taken.updates.every(({ agent }) => agent !== name)) {
          notice(
            `${plan.name}, step ${step}: no scored sample for the ${name} agent, which was not updated`,
          );
        }
      }
      const metrics = stepMetrics(taken, evaluation.kinds);
      return {
        metrics: {
          ...metrics,
          ...coefficientMetrics(klCoefficients),
          ...(await probe(parts, agents, step, globalStep)),
        },
        timings: { seconds: taken.seconds, tokens: countTokens(taken, config.epochs) },
        episodes:
          (step - 1) % ledger.everySteps === 0 ? record(plan.name, step, taken, textOf) : [],
        ...(Object.keys(klCoefficients).length > 0 && { klCoefficients }),
        ...(isAccurate(metrics, config) && { endsStage: true }),
      };
    },
    dispose() {
      for (const { reference } of trainedAgents) reference.dispose();
    },
  };
}

/** Whether the labels are right as often as the stage was to bring about. */
function isAccurate(metrics: Metrics, { untilLabelAccuracy }: ReinforcementStageConfig): boolean {
  const accuracy = metrics['rate/label-accuracy'];
  return accuracy !== undefined && accuracy >= (untilLabelAccuracy ?? Infinity);
}

/** The trained agents, each with a frozen reference whose weights come from a file: a resumed run finds the same. */
async function openTrainedAgents(
  { steps }: PlannedStage,
  config: ReinforcementStageConfig,
  policies: Policies,
  references: ReferenceWeights,
): Promise<readonly TrainedAgent[]> {
  const trained = AGENT_ROLES.filter((agent) => !config.agents[agent].freeze);
  return Promise.all(
    trained.map(async (name): Promise<TrainedAgent> => {
      const { optimiser, klCoefficient, reference: kind } = config.agents[name];
      const engine = engineNamed(policies, name);
      const reference = await engine.fork();
      const folder = kind === 'base' ? references.base : references.stageStart;
      await reference.loadWeights(weightsFile(folder, name), { optimiser: false });
      return { name, engine, reference, optimiser, klCoefficient, steps };
    }),
  );
}

/** The value functions that have somebody to learn from in this stage. */
function trainedCritics(
  { steps }: PlannedStage,
  config: CriticConfig | undefined,
  { critics }: Policies,
  trainedAgents: readonly TrainedAgent[],
): readonly TrainedCritic[] {
  if (config === undefined || config.type === 'none') return [];
  const { optimiser } = config;
  return critics
    .filter(({ agents }) => trainedAgents.some(({ name }) => agents.includes(name)))
    .map((critic) => ({ ...critic, optimiser, steps }));
}

/** β that the next step takes, of the agents whose coefficient is adaptive. */
function coefficientMetrics(coefficients: AdaptedCoefficients): Metrics {
  return Object.fromEntries(
    Object.entries(coefficients).map(([agent, value]) => [`kl-coefficient/${agent}`, value]),
  );
}

function record(
  stage: string,
  step: number,
  { judged, credits, updates }: ReinforcementStep,
  textOf: (token: number) => string,
): readonly EpisodeRecord[] {
  const learned = new Map<number, CreditedSample[]>(judged.map((_, episode) => [episode, []]));
  for (const { samples, advantages } of updates) {
    samples.forEach((sample, index) =>
      learned.get(sample.episode)?.push({ sample, advantages: advantages.values[index] ?? [] }),
    );
  }
  return judged.map((episode, index) =>
    recordTrained(stage, step, episode, credits[index] ?? [], learned.get(index) ?? [], textOf),
  );
}

/** The text of a token, each decoded once. */
function tokenTexts({ tokenizer }: ExperimentParts): (token: number) => string {
  const texts = new Map<number, string>();
  return (token) => {
    const text = texts.get(token) ?? tokenizer.decode([token]);
    texts.set(token, text);
    return text;
  };
}

/** Tokens that were sampled, and those that agents and critics learned from in all passes. */
function countTokens(
  { judged, updates, criticUpdates }: ReinforcementStep,
  epochs: number,
): Readonly<Record<string, number>> {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const turns = judged.flatMap(({ episode }) => episode.turns);
  const samples = updates.flatMap((taken) => taken.samples);
  const learned = epochs * sum(samples.map(({ completion }) => completion.length));
  return {
    sample: sum(turns.map(({ completion }) => completion.tokens.length)),
    update: learned,
    ...(criticUpdates.length > 0 && { critic: learned }),
  };
}
