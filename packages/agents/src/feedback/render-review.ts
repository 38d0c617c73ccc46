import { fillPairTemplate, type Message } from '@waltz/core';

/** The user turn of the feedback agent: the paper names its parts, p and c_t, and leaves the wording open. */
export const REVIEW_TEMPLATE = 'User: {prompt}\n\nAgent: {response}';

/** (p, c_t) as the feedback agent reads it. */
export function renderReview(template: string, prompt: string, response: string): Message {
  return { role: 'user', content: fillPairTemplate(template, prompt, response) };
}
