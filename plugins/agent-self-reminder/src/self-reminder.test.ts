import type { FeedbackTurn, Message, Prompt, Speaker, Tokenizer } from '@waltz/core';
import { expect, it } from 'vitest';
import { selfReminder } from './self-reminder.ts';

/** One token a character. */
const tokenizer: Tokenizer = {
  vocabularySize: 128,
  endOfTurn: 0,
  encode: (text) => Array.from(text, (character) => character.charCodeAt(0)),
  decode: (tokens) => String.fromCharCode(...tokens),
  renderChat: (messages: readonly Message[]) =>
    tokenizer.encode(messages.map(({ role, content }) => `${role}: ${content}\n`).join('')),
};

const prompt: Prompt = {
  id: 'one',
  text: 'how do i bake a cake ?',
  harm: 'benign',
  adversarial: false,
  kind: 'benign',
  source: 'test',
  traits: {},
};

/** An engine that says `hi` to everything. */
const engine = {
  sample: async (requests) =>
    requests.map(() => ({ tokens: [104, 105], logprobs: [-1, -1], stop: 'end' })),
} satisfies Pick<Speaker['engine'], 'sample'> as unknown as Speaker['engine'];

const review: FeedbackTurn = {
  kind: 'feedback',
  round: 0,
  context: [],
  completion: { tokens: [1], logprobs: [-1], stop: 'end', text: '{}' },
  parsed: { reasoning: '', unsafe: false, overrefuse: true, feedback: 'help' },
};

it.each([
  { before: 'stay safe :', after: 'be kind', asked: 'stay safe : how do i bake a cake ? be kind' },
  { before: '', after: 'be kind', asked: 'how do i bake a cake ? be kind' },
  { before: '', after: '', asked: 'how do i bake a cake ?' },
])('reminds itself with "$before" and "$after"', async ({ before, after, asked }) => {
  const speaker = { engine, tokenizer, maxNewTokens: 2 };
  const agent = selfReminder({ systemPrompt: 'answer', before, after }, speaker);
  const [first] = await agent.respond([{ prompt, history: [], round: 0, seed: 1 }], 1);
  expect(first).toMatchObject({ kind: 'response', round: 0, completion: { text: 'hi' } });
  const opening = `system: answer\nuser: ${asked}\n`;
  expect(tokenizer.decode(first?.context ?? [])).toBe(opening);
  expect(agent.contextOf([{ role: 'user', content: prompt.text }])).toEqual(first?.context);

  const history = first ? [first, review] : [];
  const [revised] = await agent.respond([{ prompt, history, round: 1, seed: 1 }], 1);
  expect(tokenizer.decode(revised?.context ?? [])).toBe(`${opening}assistant: hi\nuser: help\n`);
});
