import { component } from '../plugin/component.ts';
import { definePlugin } from '../plugin/define-plugin.ts';
import { bigramEngines } from './bigram-engine.ts';
import { tinyAgents, tinyProtocol } from './tiny-agents.ts';
import {
  tinyAlgorithm,
  tinyCriticAlgorithm,
  tinyPreferenceLoss,
  tinyRewards,
} from './tiny-learning.ts';
import { tinyDataset, tinyDemonstrator, tinyJudge, tinyTokenizer } from './tiny-world.ts';

const aggregation = { format: ['mean', 'sum'], default: 'mean' };
const systemPrompt = { doc: 'Told to the agent first.', format: String, default: '' };

/** The tiny world as a plugin, for experiments that run in milliseconds. */
export default definePlugin({
  name: 'tiny',
  summary: 'A world, a model and two agents for tests.',
  components: [
    component('backend', 'numbers', {
      summary: 'Plain numbers.',
      options: {},
      create: () => ({
        name: 'numbers',
        probe: () => Promise.resolve({ available: true, reason: 'numbers work everywhere' }),
        activate: () => Promise.resolve(),
      }),
    }),
    component('dataset', 'tiny', {
      summary: 'Four kinds of prompt.',
      options: {},
      create: () => tinyDataset,
    }),
    component('tokenizer', 'tiny', {
      summary: 'One token a word.',
      options: {},
      create: () => tinyTokenizer,
    }),
    component('judge', 'tiny', {
      summary: 'Knows the truth.',
      options: {
        password: { doc: 'Opens the door.', format: String, default: '', sensitive: true },
      },
      create: ({ password }, { notice }) => {
        if (password !== '') notice(`the judge got in with ${password}`);
        return tinyJudge;
      },
    }),
    component('demonstrator', 'tiny', {
      summary: 'Shows both agents at work.',
      options: {},
      create: () => tinyDemonstrator,
    }),
    component('engine', 'bigram', {
      summary: 'The next token depends on the last.',
      options: {},
      create: (_, { tokenizer }) => bigramEngines(tokenizer.vocabularySize, tokenizer.endOfTurn),
    }),
    component('conversation-agent', 'tiny', {
      summary: 'Complies or refuses.',
      options: { systemPrompt },
      create: (_, { engine }) =>
        tinyAgents({ conversation: engine, feedback: engine }).conversation,
    }),
    component('feedback-agent', 'tiny', {
      summary: 'Says what was wrong.',
      options: { systemPrompt },
      create: (_, { engine }) => tinyAgents({ conversation: engine, feedback: engine }).feedback,
    }),
    component('feedback-agent', 'tiny-mute', {
      summary: 'The same, and cannot be told anything.',
      options: {},
      create: (_, { engine }) => tinyAgents({ conversation: engine, feedback: engine }).feedback,
    }),
    component('protocol', 'tiny', {
      summary: 'One review.',
      options: { rounds: { doc: 'Reviews.', format: 'nat', default: 1 } },
      create: () => tinyProtocol,
    }),
    component('algorithm', 'tiny', {
      summary: 'A policy gradient.',
      options: { aggregation },
      create: () => tinyAlgorithm,
    }),
    component('algorithm', 'tiny-comparison', {
      summary: 'The same, as if it compared rollouts of one prompt.',
      comparesRollouts: true,
      options: { aggregation },
      create: () => tinyAlgorithm,
    }),
    component('algorithm', 'tiny-critic', {
      summary: 'The same with a critic.',
      learnsWithCritic: true,
      options: { aggregation },
      create: () => tinyCriticAlgorithm,
    }),
    component('preference-loss', 'tiny', {
      summary: 'A hinge.',
      options: {},
      create: () => tinyPreferenceLoss,
    }),
    ...Object.entries(tinyRewards).map(([name, reward]) =>
      component('reward', `tiny-${name}`, {
        summary: `The ${name} of the tiny world.`,
        options: {},
        create: () => reward,
      }),
    ),
  ],
});
