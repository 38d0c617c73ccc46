import { component, definePlugin, finite, fraction, positive, positiveInteger } from '@waltz/core';
import { dpo } from './dpo.ts';
import { Grpo, type GrpoOptions } from './grpo.ts';
import { ipo } from './ipo.ts';
import { Ppo, type PpoOptions } from './ppo.ts';
import { ReinforcePlusPlus, type ReinforcePlusPlusOptions } from './reinforce-plus-plus.ts';
import { bestAlone, reaching, RejectionSampling } from './rejection-sampling.ts';
import { Rloo, type RlooOptions } from './rloo.ts';
import { aggregation, CLIP, klEstimator, klOptions, VARIANCE_FLOOR } from './shared-options.ts';

const reinforcePlusPlusOptions = {
  clip: CLIP,
  varianceFloor: VARIANCE_FLOOR,
  aggregation: aggregation('sequence-mean'),
  kl: klOptions({ estimator: 'k1', place: 'reward' }),
};

const reinforcePlusPlus = component('algorithm', 'reinforce-plus-plus', {
  summary:
    'REINFORCE++ (eq. 4): no critic, KL inside the reward, advantages normalised over the batch.',
  options: reinforcePlusPlusOptions,
  create: (options: ReinforcePlusPlusOptions) => new ReinforcePlusPlus(options, 'none'),
});

const reinforcePlusPlusBaseline = component('algorithm', 'reinforce-plus-plus-baseline', {
  summary: 'REINFORCE++ with the mean reward of a prompt’s rollouts as its baseline.',
  comparesRollouts: true,
  options: reinforcePlusPlusOptions,
  create: (options: ReinforcePlusPlusOptions) => new ReinforcePlusPlus(options, 'group-mean'),
});

const rloo = component('algorithm', 'rloo', {
  summary: 'REINFORCE Leave-One-Out: the other rollouts of the prompt are the baseline.',
  comparesRollouts: true,
  options: { clip: CLIP, klEstimator: klEstimator('k1') },
  create: (options: RlooOptions) => new Rloo(options),
});

/** Options of GRPO as an experiment writes them. */
interface WrittenGrpoOptions extends Omit<GrpoOptions, 'aggregation'> {
  readonly aggregation: 'sequence-mean' | 'token-mean' | 'constant-length';
  readonly constantLength: number;
}

const grpo = component('algorithm', 'grpo', {
  summary: 'GRPO: standard scores among the rollouts of a prompt, KL in the loss. DAPO, Dr. GRPO.',
  comparesRollouts: true,
  options: {
    clip: CLIP,
    scale: {
      doc: 'Divides a reward’s distance from its group’s mean: the std with n − 1 or with n, or none (Dr. GRPO).',
      format: ['sample-std', 'population-std', 'none'],
      default: 'sample-std',
    },
    epsilon: { doc: 'Added to the std.', format: positive, default: 1e-4 },
    aggregation: {
      doc: 'How tokens add up: sequence-mean (GRPO), token-mean (DAPO) or constant-length (Dr. GRPO).',
      format: ['sequence-mean', 'token-mean', 'constant-length'],
      default: 'sequence-mean',
    },
    constantLength: {
      doc: 'Tokens that constant-length divides every sample by: the longest that may be sampled.',
      format: positiveInteger,
      default: 512,
    },
    kl: klOptions({ estimator: 'k3', place: 'loss' }),
  },
  create: ({ aggregation, constantLength, ...options }: WrittenGrpoOptions) =>
    new Grpo({
      ...options,
      aggregation: aggregation === 'constant-length' ? { constantLength } : aggregation,
    }),
});

const ppo = component('algorithm', 'ppo', {
  summary:
    'PPO: generalised advantages by a critic, KL inside the reward, ratios and values clipped.',
  learnsWithCritic: true,
  options: {
    clip: CLIP,
    discount: { doc: 'γ: what a reward is worth a token earlier.', format: fraction, default: 1 },
    lambda: {
      doc: 'λ: 0 trusts the critic from the next token on, 1 waits for what was really earned.',
      format: fraction,
      default: 0.95,
    },
    valueClip: {
      doc: 'The loss lets a value move by so much in a step; null leaves it free. Without a second epoch it holds nothing.',
      format: positive,
      nullable: true,
      default: 0.2,
    },
    varianceFloor: VARIANCE_FLOOR,
    aggregation: aggregation('token-mean'),
    kl: klOptions({ estimator: 'k1', place: 'reward' }),
  },
  create: (options: PpoOptions) => new Ppo(options),
});

const rejectionSampling = component('algorithm', 'rejection-sampling', {
  summary: 'Supervised fine-tuning on rollouts whose reward reaches a threshold; no KL penalty.',
  options: {
    threshold: { doc: 'Rewards that are learned from.', format: finite, default: 1 },
  },
  create: ({ threshold }: { readonly threshold: number }) =>
    new RejectionSampling(reaching(threshold)),
});

const bestOfGroup = component('algorithm', 'best-of-group', {
  summary: 'Supervised fine-tuning on the best of each prompt’s rollouts (RAFT); no KL penalty.',
  comparesRollouts: true,
  options: {},
  create: () => new RejectionSampling(bestAlone),
});

const beta = { doc: 'β: how dear it is to leave the reference.', format: positive, default: 0.1 };

const dpoLoss = component('preference-loss', 'dpo', {
  summary: 'Direct preference optimisation.',
  options: {
    beta,
    smoothing: {
      doc: 'Share of preferences that are taken to be the wrong way round.',
      format: fraction,
      default: 0,
    },
  },
  create: dpo,
});

const ipoLoss = component('preference-loss', 'ipo', {
  summary: 'Identity preference optimisation: a margin of 1/(2β), and no further.',
  options: { beta },
  create: ipo,
});

export default definePlugin({
  name: '@waltz/algos',
  summary: 'Advantages and losses of reinforcement and preference learning, as plain numbers.',
  components: [
    reinforcePlusPlus,
    reinforcePlusPlusBaseline,
    rloo,
    grpo,
    ppo,
    rejectionSampling,
    bestOfGroup,
    dpoLoss,
    ipoLoss,
  ],
});
