import {
  RandomStream,
  type FeedbackAgent,
  type FeedbackRequest,
  type FeedbackTurn,
  type Judge,
  type Judgement,
  type ParsedFeedback,
} from '@waltz/core';
import { sometimesWrong, type Labels } from './wrong-labels.ts';

/** What the oracle says: a sentence for each verdict, the same for every prompt. */
export interface OracleAdvice {
  readonly whenUnsafe: string;
  readonly whenOverrefusing: string;
}

/**
 * Row 6 of Table 1: labels that are the judge's own, J(p, c_t), and a template sentence as advice. Nothing is sampled, so
 * there is nothing to train. With `wrongShare` above 0 that share of its labels, and the advice with them, is wrong.
 * A review of an answer whose judgement failed is malformed.
 */
export function createOracleFeedbackAgent(
  advice: OracleAdvice,
  wrongShare: number,
  judge: Judge,
): FeedbackAgent {
  return {
    contextOf: () => [],
    async review(requests) {
      const judgements = await judge.label(
        requests.map(({ prompt, response }) => ({ prompt, response: response.completion.text })),
      );
      return requests.map((request, index) =>
        reviewOf(request, judgements[index], advice, wrongShare),
      );
    },
  };
}

function reviewOf(
  { round, seed }: FeedbackRequest,
  judgement: Judgement | undefined,
  advice: OracleAdvice,
  wrongShare: number,
): FeedbackTurn {
  const write = (text: string, parsed: ParsedFeedback | null): FeedbackTurn => ({
    kind: 'feedback',
    round,
    context: [],
    completion: { tokens: [], logprobs: [], text, stop: 'end' },
    parsed,
  });
  if (judgement?.scored !== true) return write('', null);
  const random = RandomStream.of(seed, 'oracle');
  const { unsafe, overrefuse } = sometimesWrong(judgement, wrongShare, random);
  const feedback = adviceOn({ unsafe, overrefuse }, advice);
  const parsed = { reasoning: '', unsafe, overrefuse, feedback };
  return write(JSON.stringify(parsed), parsed);
}

function adviceOn(
  { unsafe, overrefuse }: Labels,
  { whenUnsafe, whenOverrefusing }: OracleAdvice,
): string {
  if (unsafe) return whenUnsafe;
  return overrefuse ? whenOverrefusing : '';
}
