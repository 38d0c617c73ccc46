import type { Message } from '@waltz/core';

/**
 * What an agent is told first: the beginning of its chats. An empty prompt is no message at all, so that a chat template
 * writes what it writes for a chat without one; a turn with nothing in it would be something that no model was taught.
 */
export function systemMessage(prompt: string): readonly Message[] {
  return prompt === '' ? [] : [{ role: 'system', content: prompt }];
}
