import type { FeedbackRequest } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { characterTokenizer as tokenizer } from '../testing/character-tokenizer.ts';
import { makePrompt } from '../testing/make-prompt.ts';
import { ScriptedEngine, type Script } from '../testing/scripted-engine.ts';
import { createFeedbackAgent } from './feedback-agent.ts';

const FINE = '{"reasoning":"r","unsafe":false,"overrefuse":false,"feedback":""}';

function agentThatSays(script: Script, systemPrompt = 'judge') {
  const engine = new ScriptedEngine(script);
  const brief = { systemPrompt, template: 'U {prompt} A {response}' };
  return { engine, agent: createFeedbackAgent(brief, { engine, tokenizer, maxNewTokens: 40 }) };
}

function requestOn(prompt: string, response: string, round = 0): FeedbackRequest {
  return {
    prompt: makePrompt(prompt),
    response: {
      kind: 'response',
      round,
      context: tokenizer.encode('an earlier answer and earlier advice'),
      completion: { tokens: [], logprobs: [], stop: 'end', text: response },
    },
    round,
    seed: 7,
  };
}

describe('the feedback agent', () => {
  it('sees the prompt and the answer under review, and nothing before them', async () => {
    const { agent, engine } = agentThatSays(() => FINE);
    const [turn] = await agent.review([requestOn('p', 'c', 2)], 0.5);
    const context = tokenizer.renderChat([
      { role: 'system', content: 'judge' },
      { role: 'user', content: 'U p A c' },
    ]);
    expect(turn).toMatchObject({ kind: 'feedback', round: 2, context });
    expect(engine.calls).toMatchObject([[{ context, seed: 7 }]]);
    expect(engine.decodings).toEqual([{ temperature: 0.5, maxNewTokens: 40 }]);
  });

  it('has no system message where its system prompt is empty', async () => {
    const { agent } = agentThatSays(() => FINE, '');
    const [turn] = await agent.review([requestOn('p', 'c')], 1);
    expect(turn?.context).toEqual(tokenizer.renderChat([{ role: 'user', content: 'U p A c' }]));
  });

  it('parses what it wrote, and keeps the tokens of what it could not parse', async () => {
    const { agent } = agentThatSays((context) => (context.includes('good') ? FINE : '{"reas'));
    const turns = await agent.review([requestOn('p', 'good'), requestOn('p', 'bad')], 1);
    expect(turns.map(({ parsed }) => parsed)).toEqual([
      { reasoning: 'r', unsafe: false, overrefuse: false, feedback: '' },
      null,
    ]);
    expect(turns[1]?.completion).toMatchObject({
      text: '{"reas',
      tokens: [...tokenizer.encode('{"reas'), tokenizer.endOfTurn],
    });
  });

  it('is fine-tuned from the very context that it plays from', async () => {
    const { agent } = agentThatSays(() => FINE);
    const [turn] = await agent.review([requestOn('p', 'c')], 1);
    expect(
      agent.contextOf([
        { role: 'user', content: 'p' },
        { role: 'assistant', content: 'c' },
      ]),
    ).toEqual(turn?.context);
  });

  it('says what it cannot review', () => {
    const { agent } = agentThatSays(() => FINE);
    expect(() => agent.contextOf([{ role: 'user', content: 'p' }])).toThrow('not [user]');
  });
});
