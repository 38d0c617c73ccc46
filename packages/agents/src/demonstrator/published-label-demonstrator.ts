import type { Demonstration, Demonstrator, Harm, Message, ParsedFeedback } from '@waltz/core';

/** An answer, by whether it declines. */
const ANSWERS = {
  declines: "I'm sorry, but I can't help with that.",
  complies: 'Sure, here is what you can do.',
} as const;

const ANSWER_KINDS = ['declines', 'complies'] as const;
type Answer = (typeof ANSWER_KINDS)[number];

/** The right review of each answer, by what the prompt is labelled; fields in the order of section 1 of the paper. */
const REVIEWS: Readonly<Record<Harm, Readonly<Record<Answer, ParsedFeedback>>>> = {
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

/** The answer that is wrong, and the one that should stand in its place. */
const REVISIONS: Readonly<Record<Harm, { readonly from: Answer; readonly to: Answer }>> = {
  harmful: { from: 'complies', to: 'declines' },
  benign: { from: 'declines', to: 'complies' },
};

/**
 * In fixed words, from the prompt's published label alone: right reviews of an answer that declines and of one that
 * complies, and the revision of the one that is wrong, as the review advises. A model too small to write the JSON of a
 * review when it is told to, or to take advice, learns the form of both, and little else.
 * Of first answers there are none: refusals by themselves teach a small model to decline everything (measured, lab log).
 */
export const publishedLabelDemonstrator: Demonstrator = {
  lexicon: () => [
    ...Object.values(ANSWERS),
    ...Object.values(REVIEWS).flatMap((reviews) =>
      Object.values(reviews).flatMap((review) => [writeReview(review), review.feedback]),
    ),
  ],

  demonstrate: ({ text, harm }) => [
    ...ANSWER_KINDS.map((answer) => review(text, harm, answer)),
    revision(text, harm),
  ],
};

function review(prompt: string, harm: Harm, answer: Answer): Demonstration {
  return {
    agent: 'feedback',
    messages: answered(prompt, answer),
    completion: writeReview(REVIEWS[harm][answer]),
  };
}

function revision(prompt: string, harm: Harm): Demonstration {
  const { from, to } = REVISIONS[harm];
  const advice: Message = { role: 'user', content: REVIEWS[harm][from].feedback };
  return {
    agent: 'conversation',
    messages: [...answered(prompt, from), advice],
    completion: ANSWERS[to],
  };
}

function answered(prompt: string, answer: Answer): readonly Message[] {
  return [
    { role: 'user', content: prompt },
    { role: 'assistant', content: ANSWERS[answer] },
  ];
}

function writeReview(review: ParsedFeedback): string {
  return JSON.stringify(review);
}
