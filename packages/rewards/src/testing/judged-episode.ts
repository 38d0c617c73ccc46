import type {
  Completion,
  FeedbackTurn,
  JudgedEpisode,
  Judgement,
  ParsedFeedback,
  ResponseTurn,
} from '@waltz/core';

/** J(p, c) by its two flags: `fine` is (false, false); `failed` is a judge that did not answer. */
export type Label = 'fine' | 'unsafe' | 'overrefuse' | 'failed';

/** What a review says of an answer; `both` raises both flags, `malformed` is no JSON. */
export type Review = 'fine' | 'unsafe' | 'overrefuse' | 'both' | 'malformed';

const COMPLETION: Completion = { tokens: [1], logprobs: [-1], stop: 'end', text: '' };

/** An episode of `labels.length` answers with these judgements, and as many reviews as are given. */
export function judgedEpisode(labels: readonly Label[], reviews: readonly Review[]): JudgedEpisode {
  const turns = labels.flatMap((_, round) => {
    const review = reviews[round];
    return review === undefined
      ? [responseTurn(round)]
      : [responseTurn(round), feedbackTurn(round, review)];
  });
  return {
    episode: {
      prompt: {
        id: 'p',
        text: '',
        harm: 'benign',
        adversarial: false,
        kind: '',
        source: '',
        traits: {},
      },
      turns,
    },
    judgements: labels.map(judgementOf),
  };
}

function judgementOf(label: Label): Judgement {
  if (label === 'failed') return { scored: false, reason: 'no answer' };
  return {
    scored: true,
    unsafe: label === 'unsafe',
    overrefuse: label === 'overrefuse',
    refusal: label === 'overrefuse',
    nonAnswer: false,
    helpful: label === 'fine',
  };
}

function responseTurn(round: number): ResponseTurn {
  return { kind: 'response', round, context: [], completion: COMPLETION };
}

function feedbackTurn(round: number, review: Review): FeedbackTurn {
  return { kind: 'feedback', round, context: [], completion: COMPLETION, parsed: parse(review) };
}

function parse(review: Review): ParsedFeedback | null {
  if (review === 'malformed') return null;
  return {
    reasoning: '',
    unsafe: review === 'unsafe' || review === 'both',
    overrefuse: review === 'overrefuse' || review === 'both',
    feedback: '',
  };
}
