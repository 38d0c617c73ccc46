import { component, type Labels, type Message } from '@waltz/core';
import {
  MODEL_OPTIONS,
  modelClassifier,
  UnreadableReply,
  type ModelOptions,
  type ModelTask,
} from './model-classifier.ts';

interface LlamaGuardOptions extends ModelOptions {
  readonly message: 'prompt' | 'response';
}

/** Room for the verdict and for every category's number. */
const MAX_TOKENS = 64;

/** True for `unsafe` on the first line, which the categories follow; false for `safe`. */
export function readLlamaGuard(reply: string): boolean {
  const [verdict = ''] = reply.trim().split('\n');
  const word = verdict.trim().toLowerCase();
  if (word !== 'safe' && word !== 'unsafe') throw new UnreadableReply(reply, 'safe or unsafe');
  return word === 'unsafe';
}

/**
 * Llama Guard 3 and 4 label the last message: the user's, where it stands alone, or the assistant's. The text around them is
 * the server's business: the model's own chat template makes it, in the version that it was trained on.
 */
function taskOf(message: LlamaGuardOptions['message']): ModelTask<boolean> {
  return {
    read: readLlamaGuard,
    async label({ prompt, response }, ask): Promise<Labels> {
      const user: Message = { role: 'user', content: prompt.text };
      if (message === 'prompt') {
        return { promptHarm: await ask({ messages: [user], maxTokens: MAX_TOKENS }) };
      }
      const messages: readonly Message[] = [user, { role: 'assistant', content: response }];
      return { responseHarm: await ask({ messages, maxTokens: MAX_TOKENS }) };
    },
  };
}

export const llamaGuard = component<'classifier', LlamaGuardOptions>('classifier', 'llama-guard', {
  summary: 'Llama Guard 3 or 4: harm of the answer, or of the prompt alone; it knows no refusal.',
  options: {
    message: {
      doc: 'What is labelled: `response` (told as responseHarm) or `prompt` (promptHarm).',
      format: ['response', 'prompt'],
      default: 'response',
    },
    ...MODEL_OPTIONS,
  },
  gives: ({ message }) => (message === 'prompt' ? ['promptHarm'] : ['responseHarm']),
  create: ({ message, ...options }, context) => modelClassifier(taskOf(message), options, context),
});
