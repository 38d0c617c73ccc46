import type { FeedbackTurn, ResponseTurn } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { characterTokenizer as tokenizer } from '../testing/character-tokenizer.ts';
import { makePrompt } from '../testing/make-prompt.ts';
import { ScriptedEngine } from '../testing/scripted-engine.ts';
import { createConversationAgent } from './conversation-agent.ts';

const SAMPLED = [900, 901, tokenizer.endOfTurn];
const answer: ResponseTurn = {
  kind: 'response',
  round: 0,
  context: [],
  completion: { tokens: SAMPLED, logprobs: [-1, -1, -1], stop: 'end', text: 'first answer' },
};
const review: FeedbackTurn = {
  kind: 'feedback',
  round: 0,
  context: [],
  completion: { tokens: [], logprobs: [], stop: 'end', text: 'the whole JSON' },
  parsed: { reasoning: 'private', unsafe: true, overrefuse: false, feedback: 'advice' },
};

function agentThatEchoes(systemPrompt = 'be safe') {
  const engine = new ScriptedEngine((context) => `re: ${context}`);
  return {
    engine,
    agent: createConversationAgent(systemPrompt, { engine, tokenizer, maxNewTokens: 9 }),
  };
}

describe('the conversation agent', () => {
  it('answers from its system prompt and the prompt', async () => {
    const { agent, engine } = agentThatEchoes();
    const request = { prompt: makePrompt('id', 'hello'), history: [], round: 0, seed: 5 };
    const [turn] = await agent.respond([request], 0);
    const context = tokenizer.renderChat([
      { role: 'system', content: 'be safe' },
      { role: 'user', content: 'hello' },
    ]);
    expect(turn).toMatchObject({
      kind: 'response',
      round: 0,
      context,
      completion: { text: 're: be safehello', stop: 'end' },
    });
    expect(engine.decodings).toEqual([{ temperature: 0, maxNewTokens: 9 }]);
  });

  it('revises from the tokens that it sampled and the feedback string alone', async () => {
    const { agent } = agentThatEchoes();
    const request = { prompt: makePrompt('p'), history: [answer, review], round: 1, seed: 5 };
    const [turn] = await agent.respond([request], 1);
    expect(turn?.round).toBe(1);
    expect(turn?.context).toEqual(
      tokenizer.renderChat([
        { role: 'system', content: 'be safe' },
        { role: 'user', content: 'p' },
        { role: 'assistant', content: 'unused', tokens: SAMPLED },
        { role: 'user', content: 'advice' },
      ]),
    );
  });

  it('asks the engine once for all requests, in order, and not at all for none', async () => {
    const { agent, engine } = agentThatEchoes();
    const requests = ['a', 'b', 'c'].map((id, seed) => ({
      prompt: makePrompt(id),
      history: [],
      round: 0,
      seed,
    }));
    const turns = await agent.respond(requests, 1);
    expect(turns.map(({ completion }) => completion.text.at(-1))).toEqual(['a', 'b', 'c']);
    await agent.respond([], 1);
    expect(engine.calls.map((call) => call.map(({ seed }) => seed))).toEqual([[0, 1, 2]]);
  });

  it('is fine-tuned from the very context that it plays from', async () => {
    const { agent } = agentThatEchoes();
    const request = { prompt: makePrompt('p'), history: [], round: 0, seed: 1 };
    const [turn] = await agent.respond([request], 1);
    expect(agent.contextOf([{ role: 'user', content: 'p' }])).toEqual(turn?.context);
  });

  it('has no system message where its system prompt is empty', async () => {
    const { agent } = agentThatEchoes('');
    const request = { prompt: makePrompt('id', 'hello'), history: [], round: 0, seed: 1 };
    const [turn] = await agent.respond([request], 1);
    const alone = tokenizer.renderChat([{ role: 'user', content: 'hello' }]);
    expect(turn?.context).toEqual(alone);
    expect(agent.contextOf([{ role: 'user', content: 'hello' }])).toEqual(alone);
  });

  it('refuses to go on from a malformed review', async () => {
    const { agent } = agentThatEchoes();
    const history = [answer, { ...review, parsed: null }];
    await expect(
      agent.respond([{ prompt: makePrompt('p'), history, round: 1, seed: 1 }], 1),
    ).rejects.toThrow('malformed');
  });
});
