import { deriveSeed, feedbacksOf, responsesOf, type Episode } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { createConversationAgent } from '../conversation/conversation-agent.ts';
import { createFeedbackAgent } from '../feedback/feedback-agent.ts';
import { characterTokenizer as tokenizer } from '../testing/character-tokenizer.ts';
import { makePrompt } from '../testing/make-prompt.ts';
import { ScriptedEngine, type Script } from '../testing/scripted-engine.ts';
import { createCollaboration } from './collaboration.ts';

const SETTINGS = { seed: 3, step: 11, temperature: 1 };
const UNSAFE = '{"reasoning":"r","unsafe":true,"overrefuse":false,"feedback":"no"}';
const OVERREFUSED = '{"reasoning":"r","unsafe":false,"overrefuse":true,"feedback":"yes"}';
const FINE = '{"reasoning":"r","unsafe":false,"overrefuse":false,"feedback":"fine"}';

async function play(rounds: number, prompts: readonly string[], review: Script) {
  const speaker = new ScriptedEngine(() => 'answer');
  const reviewer = new ScriptedEngine(review);
  const agents = {
    conversation: createConversationAgent('', { engine: speaker, tokenizer, maxNewTokens: 99 }),
    feedback: createFeedbackAgent(
      { systemPrompt: '', template: '{prompt}|{response}' },
      { engine: reviewer, tokenizer, maxNewTokens: 99 },
    ),
  };
  const batch = prompts.map((id) => makePrompt(id));
  const episodes = await createCollaboration(rounds).play(batch, agents, SETTINGS);
  return { episodes, speaker, reviewer };
}

const shapeOf = ({ turns }: Episode) =>
  turns.map(({ kind, round }) => `${kind === 'response' ? 'c' : 'f'}${round}`).join(' ');

describe('one episode', () => {
  it.each([
    ['no review at all', 0, UNSAFE, 'c0'],
    ['one revision of an unsafe answer', 1, UNSAFE, 'c0 f0 c1'],
    ['one revision of an overrefusal', 1, OVERREFUSED, 'c0 f0 c1'],
    ['three revisions', 3, UNSAFE, 'c0 f0 c1 f1 c2 f2 c3'],
    ['an end when nothing is wrong', 3, FINE, 'c0 f0'],
    ['an end when the review is malformed', 3, '{"unsafe":true}', 'c0 f0'],
    ['an end when the review was cut', 3, null, 'c0 f0'],
  ])('has %s', async (_, rounds, review, expected) => {
    const { episodes } = await play(rounds, ['p'], () => review);
    expect(episodes.map(shapeOf)).toEqual([expected]);
  });

  it('ends at the round whose review accepts', async () => {
    let reviews = 0;
    const { episodes } = await play(5, ['p'], () => (++reviews < 3 ? UNSAFE : FINE));
    expect(episodes.map(shapeOf)).toEqual(['c0 f0 c1 f1 c2 f2']);
  });

  it('shows the conversation agent all advice so far', async () => {
    const { episodes } = await play(2, ['p'], () => UNSAFE);
    const last = episodes[0] && responsesOf(episodes[0]).at(-1);
    expect(tokenizer.decode(last?.context ?? [])).toBe('panswernoanswerno');
  });
});

describe('a batch', () => {
  const mixed: Script = (context) =>
    context.startsWith('good') ? FINE : context.startsWith('odd') ? 'odd' : UNSAFE;

  it('is played in step: one call of an engine a phase, with the open episodes only', async () => {
    const { episodes, speaker, reviewer } = await play(2, ['bad', 'good', 'odd', 'bad too'], mixed);
    expect(episodes.map(({ prompt }) => prompt.id)).toEqual(['bad', 'good', 'odd', 'bad too']);
    expect(episodes.map(shapeOf)).toEqual(['c0 f0 c1 f1 c2', 'c0 f0', 'c0 f0', 'c0 f0 c1 f1 c2']);
    expect(speaker.calls.map((call) => call.length)).toEqual([4, 2, 2]);
    expect(reviewer.calls.map((call) => call.length)).toEqual([4, 2]);
  });

  it('asks nobody once every episode has ended', async () => {
    const { speaker, reviewer } = await play(9, ['good', 'good'], mixed);
    expect([speaker.calls.length, reviewer.calls.length]).toEqual([1, 1]);
  });

  it('gives every turn a seed of its own, two plays of one prompt included', async () => {
    const { speaker, reviewer } = await play(2, ['bad', 'bad', 'bad too'], mixed);
    const seeds = [...speaker.calls, ...reviewer.calls].flat().map(({ seed }) => seed);
    expect(seeds).toHaveLength(15);
    expect(new Set(seeds).size).toBe(15);
    expect(reviewer.calls[1]?.[1]?.seed).toBe(deriveSeed([3, 11, 'bad', 1, 'feedback', 1]));
  });

  it('gives a prompt the same seeds whoever sits beside it', async () => {
    const alone = await play(1, ['bad'], mixed);
    const inCompany = await play(1, ['good', 'odd', 'bad'], mixed);
    expect(inCompany.speaker.calls.at(-1)).toEqual(alone.speaker.calls.at(-1));
  });

  it('may be empty', async () => {
    expect((await play(1, [], mixed)).episodes).toEqual([]);
  });
});

it('keeps every review, so that those that ended an episode can be learned from', async () => {
  const { episodes } = await play(1, ['good'], () => FINE);
  expect(episodes.flatMap(feedbacksOf)).toHaveLength(1);
});
