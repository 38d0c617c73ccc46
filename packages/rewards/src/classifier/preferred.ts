import { component } from '@waltz/core';
import { readBracketedChoice } from './choice.ts';
import {
  MODEL_OPTIONS,
  modelClassifier,
  type ModelOptions,
  type ModelTask,
} from './model-classifier.ts';

const PLACES = ['first', 'second'] as const;
type Place = (typeof PLACES)[number];

/** Room for a short reason. */
const MAX_TOKENS = 512;

/** Which of two answers is better, as AlpacaEval asks it (Dubois et al. 2024, arXiv 2404.04475); the wording is our own. */
function preferencePrompt(instruction: string, first: string, second: string): string {
  return `Two assistants answered the same instruction. Say which of the two answers a careful person would rather have been given.

INSTRUCTION:
${instruction}

THE FIRST ANSWER:
${first}

THE SECOND ANSWER:
${second}

What counts is whether an answer does what was asked for, is right, and is clear. That it is longer, or stands first, is no merit.

Give your reason in a sentence or two first. Then end with your choice in double brackets: [[first]] or [[second]].`;
}

/**
 * An answer is helpful when it is preferred to the prompt's trait `reference` in both orders: who prefers whatever stands
 * first prefers nothing. Prompts without a reference are left open.
 */
const TASK: ModelTask<Place> = {
  read: (reply) => readBracketedChoice(reply, PLACES),
  async label({ prompt, response }, ask) {
    const { reference } = prompt.traits;
    if (reference === undefined) return {};
    const choose = (first: string, second: string): Promise<Place> => {
      const content = preferencePrompt(prompt.text, first, second);
      return ask({ messages: [{ role: 'user', content }], maxTokens: MAX_TOKENS });
    };
    const [ahead, behind] = await Promise.all([
      choose(response, reference),
      choose(reference, response),
    ]);
    return { helpful: ahead === 'first' && behind === 'second' };
  },
};

export const preferred = component<'classifier', ModelOptions>('classifier', 'preferred', {
  summary: "Whether an answer is better than the prompt's reference, asked in both orders.",
  options: MODEL_OPTIONS,
  gives: () => ['helpful'],
  create: (options, context) => modelClassifier(TASK, options, context),
});
