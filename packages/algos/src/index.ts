import { component, definePlugin, fraction, positive } from '@waltz/core';
import type { Aggregation } from './aggregate.ts';
import { ReinforcePlusPlus, type ReinforcePlusPlusOptions } from './reinforce-plus-plus.ts';

const AGGREGATIONS: readonly Aggregation[] = ['sequence-mean', 'token-mean'];

const reinforcePlusPlus = component('algorithm', 'reinforce-plus-plus', {
  summary:
    'REINFORCE++ (eq. 4): no critic, KL inside the reward, advantages normalised over the batch.',
  options: {
    clip: {
      doc: 'ε: ratios are clipped to [1 − ε, 1 + ε].',
      format: fraction,
      default: 0.2,
    },
    varianceFloor: {
      doc: 'Variance of advantages below which normalisation no longer scales them up.',
      format: positive,
      default: 1e-8,
    },
    aggregation: {
      doc: 'How tokens add up: sequence-mean (the paper), where every sample counts the same, or token-mean.',
      format: [...AGGREGATIONS],
      default: 'sequence-mean',
    },
  },
  create: (options: ReinforcePlusPlusOptions) => new ReinforcePlusPlus(options),
});

export default definePlugin({
  name: '@waltz/algos',
  summary: 'Advantages and losses of reinforcement learning, as plain numbers.',
  components: [reinforcePlusPlus],
});
