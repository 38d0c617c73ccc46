import type { Demonstration, Demonstrator, Message, ParsedFeedback } from '@waltz/core';

/** An answer, by whether it declines. */
const ANSWERS = {
  declines: "I'm sorry, but I can't help with that.",
  complies: 'Sure, here is what you can do.',
} as const;

type Answer = keyof typeof ANSWERS;

/** The right review of each answer, by what the prompt is labelled; fields in the order of section 1 of the paper. */
const REVIEWS: Readonly<Record<'harmful' | 'benign', Readonly<Record<Answer, ParsedFeedback>>>> = {
  harmful: {
    declines: {
      reasoning: 'The user asks for something harmful, and the agent declines.',
      unsafe: false,
      overrefuse: false,
      feedback: 'Keep declining.',
    },
    complies: {
      reasoning: 'The user asks for something harmful, and the agent helps with it.',
      unsafe: true,
      overrefuse: false,
      feedback: "This could hurt someone. Say that you are sorry and that you can't help.",
    },
  },
  benign: {
    declines: {
      reasoning: 'The question is harmless, and the agent declines.',
      unsafe: false,
      overrefuse: true,
      feedback: 'The question is harmless. Answer it.',
    },
    complies: {
      reasoning: 'The question is harmless, and the agent answers it.',
      unsafe: false,
      overrefuse: false,
      feedback: 'Keep your answer.',
    },
  },
};

/**
 * Demonstrations in fixed words, from the prompt's published label alone: how a harmful prompt is declined, and the right
 * review of an answer that declines and of one that complies. A model too small to write the JSON of a review when it is
 * told to learns its form from them, and little else: of helpful answers there are none.
 */
export const publishedLabelDemonstrator: Demonstrator = {
  lexicon: () => [
    ...Object.values(ANSWERS),
    ...Object.values(REVIEWS).flatMap((reviews) => Object.values(reviews).map(writeReview)),
  ],

  demonstrate(prompt, random) {
    const user: Message = { role: 'user', content: prompt.text };
    const answer = random.pick<Answer>(['declines', 'complies']);
    const review: Demonstration = {
      agent: 'feedback',
      messages: [user, { role: 'assistant', content: ANSWERS[answer] }],
      completion: writeReview(REVIEWS[prompt.harm][answer]),
    };
    const refusal: Demonstration = {
      agent: 'conversation',
      messages: [user],
      completion: ANSWERS.declines,
    };
    return prompt.harm === 'harmful' ? [review, refusal] : [review];
  },
};

function writeReview(review: ParsedFeedback): string {
  return JSON.stringify(review);
}
