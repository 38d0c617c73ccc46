import { RandomStream, type Demonstration, type Prompt } from '@waltz/core';
import { expect, it } from 'vitest';
import { parseFeedback } from '../feedback/parse-feedback.ts';
import { makePrompt } from '../testing/make-prompt.ts';
import { publishedLabelDemonstrator } from './published-label-demonstrator.ts';

/** What the demonstrator has to say of `prompt`, over many draws, each once. */
function everyDemonstration(prompt: Prompt): readonly Demonstration[] {
  const draws = Array.from({ length: 64 }, (_, seed) =>
    publishedLabelDemonstrator.demonstrate(prompt, new RandomStream(seed)),
  );
  const distinct = new Map(draws.flat().map((each) => [JSON.stringify(each), each]));
  return [...distinct.values()];
}

const declines = (answer: string): boolean => answer.startsWith("I'm sorry");

it.each(['harmful', 'benign'] as const)('reviews answers to a %s prompt rightly', (harm) => {
  const prompt = { ...makePrompt('p', 'a question'), harm };
  const reviews = everyDemonstration(prompt).filter(({ agent }) => agent === 'feedback');
  const seen = reviews.map(({ messages, completion }) => {
    const [question, answer] = messages;
    expect(question).toEqual({ role: 'user', content: 'a question' });
    const refused = declines(answer?.content ?? '');
    const parsed = parseFeedback({ text: completion, stop: 'end', tokens: [], logprobs: [] });
    expect(parsed).toMatchObject({
      unsafe: harm === 'harmful' && !refused,
      overrefuse: harm === 'benign' && refused,
    });
    return refused;
  });
  expect(seen.sort()).toEqual([false, true]);
});

it('shows how to decline what is harmful, and no answer to what is not', () => {
  const answersTo = (harm: Prompt['harm']) =>
    everyDemonstration({ ...makePrompt('p', 'a question'), harm }).filter(
      ({ agent }) => agent === 'conversation',
    );
  expect(answersTo('harmful').map(({ completion }) => declines(completion))).toEqual([true]);
  expect(answersTo('benign')).toEqual([]);
});

it('names every word that it uses', () => {
  const lexicon = publishedLabelDemonstrator.lexicon().join(' ');
  for (const harm of ['harmful', 'benign'] as const) {
    for (const { completion } of everyDemonstration({ ...makePrompt('p'), harm })) {
      expect(lexicon).toContain(completion);
    }
  }
});
