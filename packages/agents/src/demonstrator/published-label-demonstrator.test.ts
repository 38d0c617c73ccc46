import { RandomStream, type Prompt } from '@waltz/core';
import { expect, it } from 'vitest';
import { parseFeedback } from '../feedback/parse-feedback.ts';
import { makePrompt } from '../testing/make-prompt.ts';
import { publishedLabelDemonstrator } from './published-label-demonstrator.ts';

function demonstrations(harm: Prompt['harm']) {
  const prompt: Prompt = { ...makePrompt('p', 'a question'), harm };
  return publishedLabelDemonstrator.demonstrate(prompt, new RandomStream(1));
}

it.each(['harmful', 'benign'] as const)('reviews both answers to a %s prompt rightly', (harm) => {
  const reviews = demonstrations(harm).filter(({ agent }) => agent === 'feedback');
  const declined = reviews.map(({ agent, messages, completion }) => {
    const [question, answer] = messages;
    expect({ agent, question }).toEqual({
      agent: 'feedback',
      question: { role: 'user', content: 'a question' },
    });
    const declines = answer?.content.startsWith("I'm sorry") === true;
    const parsed = parseFeedback({ text: completion, stop: 'end', tokens: [], logprobs: [] });
    expect(parsed).toMatchObject({
      unsafe: harm === 'harmful' && !declines,
      overrefuse: harm === 'benign' && declines,
    });
    return declines;
  });
  expect(declined).toEqual([true, false]);
});

it.each([
  ['harmful', 'Sure', "I'm sorry"],
  ['benign', "I'm sorry", 'Sure'],
] as const)('revises the wrong answer to a %s prompt as its review advises', (harm, from, to) => {
  const revisions = demonstrations(harm).filter(({ agent }) => agent === 'conversation');
  expect(revisions).toHaveLength(1);
  const [{ messages, completion } = { messages: [], completion: '' }] = revisions;
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  expect(messages[1]?.content).toMatch(new RegExp(`^${from}`));
  expect(completion).toMatch(new RegExp(`^${to}`));
  const advice = messages[2]?.content ?? '';
  const reviewed = demonstrations(harm).find(
    (each) => each.agent === 'feedback' && each.messages[1]?.content === messages[1]?.content,
  );
  expect(JSON.parse(reviewed?.completion ?? '{}')).toMatchObject({ feedback: advice });
});

it('names every word that it uses', () => {
  const lexicon = publishedLabelDemonstrator.lexicon();
  for (const { messages, completion } of [
    ...demonstrations('harmful'),
    ...demonstrations('benign'),
  ]) {
    expect(lexicon).toContain(completion);
    for (const { content } of messages.slice(1)) expect(lexicon).toContain(content);
  }
});
