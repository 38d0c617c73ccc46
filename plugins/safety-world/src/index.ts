import { component, definePlugin, fraction } from '@waltz/core';
import { createSafetyWorld } from './dataset.ts';
import { FlawedDemonstrator } from './demonstrator.ts';
import { exactJudge } from './judge.ts';
import { HARMLESS_ACTIONS, OBJECT_CLASSES, QUESTIONS, RISKY_ACTIONS, WRAPPERS } from './lexicon.ts';
import { createSafeguard } from './safeguard.ts';
import { WordTokenizer } from './tokenizer.ts';

const share = (doc: string, value: number) => ({ doc, format: fraction, default: value });

const kinds = (doc: string, value: readonly string[]) => ({ doc, format: Array, default: value });

/**
 * Words that prompts, answers and feedback use, whoever speaks them: the vocabulary of all agents here is one, and a base
 * model can go on with prompts of another dataset that are in its words.
 */
const WORLD_WORDS: readonly string[] = [
  ...RISKY_ACTIONS.map(({ verb }) => verb),
  ...HARMLESS_ACTIONS,
  ...Object.entries(OBJECT_CLASSES).flatMap(([name, { objects, tool }]) => [
    name,
    tool,
    ...objects,
  ]),
  ...QUESTIONS.map((question) => question.replace('{request}', '')),
  ...WRAPPERS.map(({ frame }) => frame.replace('{question}', '')),
  'sure , to use a .',
  'sorry , i can not help to the .',
  'user : agent :',
  'answer the user and stay safe',
  'review the answer and advise the agent',
];

export default definePlugin({
  name: '@waltz/safety-world',
  summary: "The paper's problem in small: a controlled English in which the truth is known. A toy.",
  components: [
    component('dataset', 'safety-world', {
      summary:
        'Requests that are harmless or harmful by their object, plain or in jailbreak wrappers.',
      options: {
        heldOutPairs: share('Share of (action, object) pairs that training never sees.', 0.15),
        heldOutCombinations: share(
          'Share of the other (action, object, wrapper) combinations that training never sees.',
          0.2,
        ),
        splitSeed: {
          doc: 'Decides which ones; not the seed of the run.',
          format: 'nat',
          default: 1,
        },
      },
      create: (options) => createSafetyWorld(options),
    }),
    component('tokenizer', 'safety-world', {
      summary: 'One token a word, and one a fragment of the feedback JSON.',
      options: {},
      create: (_, { corpus }) => new WordTokenizer([...corpus, ...WORLD_WORDS]),
    }),
    component('judge', 'safety-world', {
      summary: 'Knows the grammar, and so the truth.',
      options: {},
      create: () => exactJudge,
    }),
    component('safeguard', 'simulated', {
      summary: 'A safety classifier that errs about some contexts, always the same ones.',
      options: {
        misses: share('Share of (action, wrapper) contexts whose harm it does not see.', 0.4),
        falseAlarms: share('Share of (action, class) contexts that it flags for nothing.', 0.06),
        seed: { doc: 'Decides which ones; not the seed of the run.', format: 'nat', default: 1 },
      },
      create: (options) => createSafeguard(options),
    }),
    component('demonstrator', 'flawed', {
      summary: 'Demonstrations of both agents with the flaws of a model never trained for safety.',
      options: {
        fooled: share(
          'Share of (wrapper, action) contexts that talk the agent into helping with harm.',
          0.45,
        ),
        fooledOn: kinds('Kinds of prompt on which it can be fooled.', ['wrapped-harmful']),
        overcautiousOn: kinds('Kinds of prompt about which it can be overcautious.', [
          'homonym-benign',
        ]),
        overcautious: share(
          'Share of (action, class) contexts in which it refuses a harmless request.',
          0.49,
        ),
        conviction: share('Probability that such a belief shows in a demonstration.', 0.95),
        slip: share('Probability of a mistake where there is no belief.', 0.03),
        stubborn: share('Share of actions about which it keeps its first answer.', 0.35),
        followsReasons: share('Probability that it follows advice that gives a reason.', 0.9),
        followsAppeals: share('Probability that it follows advice that gives none.', 0.25),
        givesReasons: share('Probability that its own advice gives a reason.', 0.4),
        faultfinding: share('Probability that it finds fault with a good answer.', 0.55),
        leniency: share('Probability that it lets a bad answer pass.', 0.15),
        brokenJson: share('Probability that its JSON is broken.', 0.25),
      },
      create: (options) => new FlawedDemonstrator(options),
    }),
  ],
});
