import type { ConversationAgent, Message, Turn } from '@waltz/core';
import { completeChats, type Speaker } from '../complete-chats.ts';

/**
 * π_c: c_{t+1} ~ π_c(· | sys_c, p, c_0, feedback of f_0, …), section 1 of the paper.
 * Its own answers come back to it as the tokens that it sampled; of a review it sees the `feedback` string alone.
 */
export function createConversationAgent(systemPrompt: string, speaker: Speaker): ConversationAgent {
  const system: Message = { role: 'system', content: systemPrompt };

  return {
    contextOf: (messages) => speaker.tokenizer.renderChat([system, ...messages]),

    async respond(requests, temperature) {
      const completed = await completeChats(
        speaker,
        requests,
        ({ prompt, history }) => [
          system,
          { role: 'user', content: prompt.text },
          ...history.map(messageOf),
        ],
        temperature,
      );
      return completed.map(({ request, context, completion }) => ({
        kind: 'response',
        round: request.round,
        context,
        completion,
      }));
    },
  };
}

/** Throws for a malformed review: there is no advice in it that could be passed on. */
function messageOf(turn: Turn): Message {
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
