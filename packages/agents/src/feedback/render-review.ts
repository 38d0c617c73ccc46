import type { Message } from '@waltz/core';

/** The user turn of the feedback agent: the paper names its parts, p and c_t, and leaves the wording open. */
export const REVIEW_TEMPLATE = 'User: {prompt}\n\nAgent: {response}';

const PLACEHOLDER = /\{(prompt|response)\}/g;

/** (p, c_t) as the feedback agent reads it. Placeholders that stand in the texts themselves stay as they are. */
export function renderReview(template: string, prompt: string, response: string): Message {
  const content = template.replace(PLACEHOLDER, (_, name) =>
    name === 'prompt' ? prompt : response,
  );
  return { role: 'user', content };
}

/** Format of the `template` option. Throws when a placeholder is missing. */
export function reviewTemplate(value: unknown): void {
  const text = typeof value === 'string' ? value : '';
  if (!text.includes('{prompt}') || !text.includes('{response}')) {
    throw new Error('must be a text with {prompt} and {response} in it');
  }
}
