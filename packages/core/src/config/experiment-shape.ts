import { AGENT_ROLES } from '../contracts/episode.ts';
import {
  finite,
  fraction,
  positive,
  positiveInteger,
  positiveIntegerOrAuto,
} from '../plugin/option-formats.ts';
import type { RewardCoefficient } from './experiment-config.ts';
import {
  componentOf,
  fieldsOf,
  group,
  optionalComponentOf,
  optionalOptions,
  options,
  type Fields,
  type Shape,
} from './shape.ts';

/** Coefficients of eq. 2 that a product may name as its weight. */
const COEFFICIENTS: readonly RewardCoefficient[] = ['alpha', 'lambda', 'gamma'];

/** A number that is 0 or above. */
function nonNegative(value: unknown): void {
  if (typeof value !== 'number' || !(value >= 0)) throw new Error('must be 0 or above');
}

/** A list of names. */
function names(value: unknown): void {
  const isNames = Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (!isNames) throw new Error('must be a list of names');
}

/** A list of at least one name. */
function someNames(value: unknown): void {
  names(value);
  if (Array.isArray(value) && value.length === 0)
    throw new Error('must be a list of at least one name');
}

function weight(value: unknown): void {
  const isWeight = COEFFICIENTS.some((name) => name === value) || Number.isFinite(value);
  if (!isWeight) throw new Error(`must be a number or one of ${COEFFICIENTS.join(', ')}`);
}

function forEachAgent(shape: Shape): Shape {
  return group(Object.fromEntries(AGENT_ROLES.map((role) => [role, shape])));
}

const optimiser = options({
  learningRate: {
    doc: 'Step size of Adam; the paper takes 5e-7 for 8B parameters, small models need far more.',
    format: positive,
    default: 5e-7,
  },
  beta1: { doc: 'Decay of the mean of gradients.', format: fraction, default: 0.9 },
  beta2: { doc: 'Decay of the mean of squared gradients.', format: fraction, default: 0.95 },
  epsilon: { doc: 'Keeps the division of Adam finite.', format: positive, default: 1e-8 },
  maxGradientNorm: {
    doc: 'Longer gradients are scaled down to this norm; 0 leaves them as they are.',
    format: nonNegative,
    default: 1,
  },
  warmupSteps: {
    doc: 'Steps over which the learning rate rises linearly from 0.',
    format: 'nat',
    default: 0,
  },
  schedule: {
    doc: '`linear` falls to 0 at the last step of the stage.',
    format: ['constant', 'linear'],
    default: 'constant',
  },
});

const agentTraining = group({
  ...fieldsOf({
    freeze: { doc: 'A frozen agent plays and is not updated.', format: Boolean, default: false },
    klCoefficient: { doc: 'β of eq. 1.', format: nonNegative, default: 0.01 },
    reference: {
      doc: 'What KL is measured against: the weights at the start of the stage, or the base model.',
      format: ['stage-start', 'base'],
      default: 'stage-start',
    },
  }),
  adaptiveKl: optionalOptions({
    target: {
      doc: 'KL of a sample to the reference, in nats, that klCoefficient is steered towards.',
      format: positive,
      default: null,
    },
    horizon: {
      doc: 'Samples over which KL that is far off changes klCoefficient by a fifth.',
      format: positive,
      default: 10_000,
    },
  }),
  optimiser,
});

const stages: Readonly<Record<string, Fields>> = {
  supervised: {
    ...fieldsOf({
      steps: { doc: 'Updates.', format: positiveInteger, default: null },
      batchSize: { doc: 'Demonstrations a step.', format: positiveInteger, default: 32 },
    }),
    optimiser,
  },
  reinforcement: {
    ...fieldsOf({
      steps: { doc: 'Rollouts, each with an update.', format: positiveInteger, default: null },
      promptsPerStep: { doc: 'Prompts of a step.', format: positiveInteger, default: 32 },
      samplesPerPrompt: {
        doc: 'Rollouts of each prompt; 2 or more for algorithms that compare them.',
        format: positiveInteger,
        default: 1,
      },
      temperature: {
        doc: 'Of the rollouts. Log-probabilities are those of temperature 1: any other value biases the gradient.',
        format: positive,
        default: 1,
      },
      epochs: {
        doc: 'Passes over the samples of a step; from the second on, ratios are not 1 and clipping holds them.',
        format: positiveInteger,
        default: 1,
      },
      revisedShare: {
        doc: 'Probability that a revised episode gives its revised answer as the conversation sample.',
        format: fraction,
        default: 0.5,
      },
      untilLabelAccuracy: {
        doc: 'The stage ends with the first step in whose rollouts this share of reviews has the right labels.',
        format: fraction,
        default: undefined,
      },
      reward: {
        alpha: { doc: 'Instead of reward.alpha.', format: finite, default: undefined },
        lambda: { doc: 'Instead of reward.lambda.', format: finite, default: undefined },
        gamma: { doc: 'Instead of reward.gamma.', format: finite, default: undefined },
      },
    }),
    agents: forEachAgent(agentTraining),
  },
  preference: {
    ...fieldsOf({
      steps: { doc: 'Rollouts, each with an update.', format: positiveInteger, default: null },
      promptsPerStep: {
        doc: 'Prompts of a step; each rollout that was revised for better or worse gives a pair.',
        format: positiveInteger,
        default: 32,
      },
      temperature: { doc: 'Of the rollouts.', format: positive, default: 1 },
    }),
    loss: componentOf('preference-loss'),
    optimiser,
  },
};

const product = options({
  weight: { doc: 'A number, or alpha, lambda or gamma.', format: weight, default: 1 },
  factors: { doc: 'Names under reward.rewards.', format: someNames, default: null },
});

const reward = group({
  ...fieldsOf({
    alpha: { doc: 'Weight of improvement in eq. 2.', format: finite, default: 0.65 },
    lambda: { doc: 'Weight of right labels in eq. 2.', format: finite, default: 0.25 },
    gamma: { doc: 'Weight of right format in eq. 2.', format: finite, default: 0.1 },
  }),
  rewards: { shape: 'map', noun: 'reward', of: componentOf('reward') },
  composition: forEachAgent({ shape: 'map', noun: 'product', of: product }),
});

const evaluation = group({
  ...fieldsOf({
    split: { doc: 'Prompts to read.', format: ['train', 'held-out'], default: 'held-out' },
    maxPrompts: {
      doc: 'Prompts an evaluation reads, at most; null is all of them.',
      format: positiveInteger,
      nullable: true,
      default: null,
    },
    temperature: { doc: '0 is greedy.', format: nonNegative, default: 0 },
    trainPrompts: {
      doc: 'Training prompts of a second pass; 0 is none.',
      format: 'nat',
      default: 0,
    },
    everySteps: {
      doc: 'Steps between small evaluations inside a reinforcement stage; 0 is none.',
      format: 'nat',
      default: 0,
    },
    probePrompts: { doc: 'Prompts of a small evaluation.', format: positiveInteger, default: 128 },
    kinds: {
      asr: { doc: 'Kinds of prompt for ASR.', format: someNames, default: null },
      orr: { doc: 'Kinds of prompt for ORR.', format: someNames, default: null },
      plainBenign: { doc: 'Kinds of prompt for helpfulness.', format: someNames, default: null },
    },
  }),
  judge: optionalComponentOf('judge'),
  safeguard: optionalComponentOf('safeguard'),
});

/** Everything that an experiment may say, with the paper's values as defaults. */
export const EXPERIMENT_SHAPE = group({
  ...fieldsOf({
    seed: { doc: 'Every random stream of the run starts here.', format: 'nat', default: 1 },
    plugins: {
      doc: 'Packages, or paths relative to the experiment, beside the built-in plugins.',
      format: names,
      default: [],
    },
    run: {
      folder: {
        doc: 'Where run folders are made, relative to the working directory.',
        format: String,
        default: 'runs',
      },
      ifExists: {
        doc: 'What to do with a run of the same config that is there already.',
        format: ['resume', 'overwrite', 'fail'],
        default: 'resume',
      },
    },
    base: {
      experiment: {
        doc: 'The experiment whose weights both agents start from; null starts from random weights.',
        format: String,
        nullable: true,
        default: null,
      },
    },
    checkpoints: {
      everySteps: { doc: 'Steps between checkpoints.', format: positiveInteger, default: 10 },
      keep: { doc: 'Checkpoints to keep, the newest.', format: positiveInteger, default: 2 },
    },
    ledger: {
      everySteps: {
        doc: 'Every n-th step of a stage keeps its episodes in full.',
        format: positiveInteger,
        default: 10,
      },
    },
    limits: {
      steps: {
        doc: 'Steps of a stage, at most, for a quick look; null is no limit.',
        format: positiveInteger,
        nullable: true,
        default: null,
      },
      evaluationPrompts: {
        doc: 'Prompts of an evaluation, at most, for a quick look; null is no limit.',
        format: positiveInteger,
        nullable: true,
        default: null,
      },
    },
  }),
  compute: options({
    backend: {
      doc: 'A backend by name, or auto: the first that works here.',
      format: String,
      default: 'auto',
    },
    workers: {
      doc: 'Threads that share the work, rounded down to a power of two, or auto: one for each core. Results are the same.',
      format: positiveIntegerOrAuto,
      default: 'auto',
    },
  }),
  dataset: componentOf('dataset'),
  tokenizer: componentOf('tokenizer'),
  judge: componentOf('judge'),
  demonstrator: optionalComponentOf('demonstrator'),
  engine: componentOf('engine'),
  agents: group({
    conversation: componentOf('conversation-agent'),
    feedback: componentOf('feedback-agent'),
  }),
  protocol: componentOf('protocol'),
  reward,
  algorithm: componentOf('algorithm'),
  critic: {
    shape: 'variant',
    noun: 'critic',
    cases: { none: {}, separate: { optimiser }, shared: { optimiser } },
    optional: true,
  },
  stages: {
    shape: 'map',
    noun: 'stage',
    of: { shape: 'variant', noun: 'stage', cases: stages },
  },
  evaluation,
});
