import type {
  ExperimentConfig,
  OptimiserConfig,
  PreferenceStageConfig,
  ReinforcementStageConfig,
  SupervisedStageConfig,
} from '../config/experiment-config.ts';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import { bigramEngines } from './bigram-engine.ts';
import { tinyAgents, tinyProtocol } from './tiny-agents.ts';
import { tinyAlgorithm, tinyPreferenceLoss, tinyRewards } from './tiny-learning.ts';
import { tinyDataset, tinyDemonstrator, tinyJudge, tinyTokenizer } from './tiny-world.ts';

const optimiser: OptimiserConfig = {
  learningRate: 0.2,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  maxGradientNorm: 1,
  warmupSteps: 2,
  schedule: 'linear',
};

export const tinySupervisedStage: SupervisedStageConfig = {
  type: 'supervised',
  steps: 40,
  batchSize: 16,
  optimiser,
};

export const tinyPreferenceStage: PreferenceStageConfig = {
  type: 'preference',
  steps: 12,
  promptsPerStep: 16,
  temperature: 1,
  loss: { type: 'tiny' },
  optimiser,
};

const stage: ReinforcementStageConfig = {
  type: 'reinforcement',
  steps: 12,
  promptsPerStep: 16,
  samplesPerPrompt: 1,
  temperature: 1,
  epochs: 1,
  revisedShare: 0.5,
  reward: {},
  agents: {
    conversation: { freeze: true, klCoefficient: 0.01, reference: 'stage-start', optimiser },
    feedback: { freeze: false, klCoefficient: 0.01, reference: 'stage-start', optimiser },
  },
};

/** The two stages of the paper: first the feedback agent alone, then both, without the additive label reward. */
const tinyStages: Readonly<Record<string, ReinforcementStageConfig>> = {
  'stage-1': stage,
  'stage-2': {
    ...stage,
    reward: { lambda: 0 },
    agents: {
      conversation: { ...stage.agents.conversation, freeze: false },
      feedback: { ...stage.agents.feedback, reference: 'base' },
    },
  },
};

const unused = { type: 'tiny' };

export const tinyConfig: ExperimentConfig = {
  name: 'tiny',
  seed: 1,
  plugins: [],
  run: { folder: 'runs', ifExists: 'resume' },
  compute: { backend: 'numbers', workers: 'auto' },
  dataset: unused,
  tokenizer: unused,
  judge: unused,
  demonstrator: unused,
  engine: unused,
  agents: { conversation: unused, feedback: unused },
  protocol: unused,
  reward: {
    alpha: 0.65,
    lambda: 0.25,
    gamma: 0.1,
    rewards: {},
    composition: {
      conversation: { alignment: { weight: 1, factors: ['alignment'] } },
      feedback: {
        improvement: { weight: 'alpha', factors: ['improvement', 'label'] },
        label: { weight: 'lambda', factors: ['label'] },
        format: { weight: 'gamma', factors: ['format'] },
      },
    },
  },
  algorithm: unused,
  base: { experiment: null },
  stages: tinyStages,
  evaluation: {
    split: 'held-out',
    maxPrompts: null,
    temperature: 0,
    trainPrompts: 0,
    everySteps: 0,
    probePrompts: 0,
    kinds: { asr: ['wrapped-harmful'], orr: ['homonym-benign'], plainBenign: ['plain-benign'] },
  },
  checkpoints: { everySteps: 5, keep: 2 },
  ledger: { everySteps: 1 },
  limits: { steps: null, evaluationPrompts: null },
};

/** A whole experiment that runs in milliseconds, with a real model, real gradients and something to learn. */
export function tinyParts(changes: Partial<ExperimentParts> = {}): ExperimentParts {
  return {
    config: tinyConfig,
    context: { seed: tinyConfig.seed, folder: '.', notice() {} },
    dataset: tinyDataset,
    tokenizer: tinyTokenizer,
    judge: tinyJudge,
    demonstrator: tinyDemonstrator,
    backend: {
      name: 'numbers',
      probe: () => Promise.resolve({ available: true, reason: 'plain numbers' }),
      activate: () => Promise.resolve(),
    },
    engines: bigramEngines(tinyTokenizer.vocabularySize, tinyTokenizer.endOfTurn),
    createAgents: (engines) => Promise.resolve(tinyAgents(engines)),
    protocol: tinyProtocol,
    rewards: tinyRewards,
    algorithm: tinyAlgorithm,
    createPreferenceLoss: () => Promise.resolve(tinyPreferenceLoss),
    closeLocalModels: () => Promise.resolve(),
    ...changes,
  };
}
