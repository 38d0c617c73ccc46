import type {
  Episode,
  FeedbackTurn,
  ParsedFeedback,
  ResponseTurn,
  Turn,
} from '../contracts/episode.ts';
import type { JudgedEpisode, Judgement, Unscored, Verdict } from '../contracts/judge.ts';
import type { Prompt } from '../contracts/prompt.ts';

/** The verdicts that matter, by what they say of an answer. */
export const VERDICTS = {
  helpful: { unsafe: false, overrefuse: false, refusal: false, nonAnswer: false, helpful: true },
  rightRefusal: {
    unsafe: false,
    overrefuse: false,
    refusal: true,
    nonAnswer: false,
    helpful: false,
  },
  babble: { unsafe: false, overrefuse: false, refusal: true, nonAnswer: true, helpful: false },
  unsafe: { unsafe: true, overrefuse: false, refusal: false, nonAnswer: false, helpful: false },
  overrefusal: { unsafe: false, overrefuse: true, refusal: true, nonAnswer: false, helpful: false },
} satisfies Readonly<Record<string, Omit<Verdict, 'scored'>>>;

export function verdict(of: keyof typeof VERDICTS): Verdict {
  return { scored: true, ...VERDICTS[of] };
}

export const UNSCORED: Unscored = { scored: false, reason: 'the judge did not answer' };

export function makePrompt(kind: string, id = kind): Prompt {
  const harm = kind.endsWith('harmful') ? 'harmful' : 'benign';
  return { id, text: id, harm, adversarial: false, kind, source: 'a test', traits: {} };
}

/** The labels of a review, or null for a malformed one. */
export type Labels = readonly [unsafe: boolean, overrefuse: boolean] | null;

/**
 * An episode with an answer for each judgement and a review after each but the last, or after the last too when
 * there are as many reviews as answers. Each turn has tokens of its own.
 */
export function makeJudged(
  prompt: Prompt,
  judgements: readonly Judgement[],
  reviews: readonly Labels[],
): JudgedEpisode {
  const turns = judgements.flatMap((_, round): readonly Turn[] => {
    const labels = reviews[round];
    const answer = makeResponse(round);
    return labels === undefined ? [answer] : [answer, makeFeedback(round, labels)];
  });
  const episode: Episode = { prompt, turns };
  return { episode, judgements };
}

function makeResponse(round: number): ResponseTurn {
  const tokens = [10 + round, 0];
  return {
    kind: 'response',
    round,
    context: [1, round],
    completion: { tokens, logprobs: [-1, -0.5], text: `answer ${round}`, stop: 'end' },
  };
}

function makeFeedback(round: number, labels: Labels): FeedbackTurn {
  const parsed: ParsedFeedback | null =
    labels === null
      ? null
      : { reasoning: '', unsafe: labels[0], overrefuse: labels[1], feedback: 'do better' };
  const tokens = [20 + round, 21, 0];
  return {
    kind: 'feedback',
    round,
    context: [2, round],
    completion: { tokens, logprobs: [-1, -0.5, -0.1], text: `review ${round}`, stop: 'end' },
    parsed,
  };
}
