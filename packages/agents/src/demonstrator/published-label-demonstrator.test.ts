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
  const declined = demonstrations(harm).map(({ agent, messages, completion }) => {
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

it('names every word that it uses', () => {
  const lexicon = publishedLabelDemonstrator.lexicon();
  for (const { messages, completion } of [
    ...demonstrations('harmful'),
    ...demonstrations('benign'),
  ]) {
    expect(lexicon).toContain(completion);
    expect(lexicon).toContain(messages[1]?.content);
  }
});
