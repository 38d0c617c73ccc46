import type { Turn } from '../contracts/episode.ts';
import type { Message } from '../contracts/tokenizer.ts';

/**
 * What was said before, as the conversation agent sees it: its own answers come back to it as the tokens that it sampled;
 * of a review it sees the `feedback` string alone (section 1).
 * Throws for a malformed review: there is no advice in it that could be passed on.
 */
export function messageOfTurn(turn: Turn): Message {
  if (turn.kind === 'response') {
    const { text, tokens } = turn.completion;
    return { role: 'assistant', content: text, tokens };
  }
  if (turn.parsed === null) {
    throw new Error(
      `the review of round ${turn.round} is malformed and gives no advice: a protocol has to end the episode there`,
    );
  }
  return { role: 'user', content: turn.parsed.feedback };
}
