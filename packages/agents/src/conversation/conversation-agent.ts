import { completeChats, messageOfTurn, type ConversationAgent, type Speaker } from '@waltz/core';
import { systemMessage } from '../system-message.ts';

/**
 * π_c: c_{t+1} ~ π_c(· | sys_c, p, c_0, feedback of f_0, …), section 1 of the paper.
 * Its own answers come back to it as the tokens that it sampled; of a review it sees the `feedback` string alone.
 */
export function createConversationAgent(systemPrompt: string, speaker: Speaker): ConversationAgent {
  const system = systemMessage(systemPrompt);

  return {
    contextOf: (messages) => speaker.tokenizer.renderChat([...system, ...messages]),

    async respond(requests, temperature) {
      const completed = await completeChats(
        speaker,
        requests,
        ({ prompt, history }) => [
          ...system,
          { role: 'user', content: prompt.text },
          ...history.map(messageOfTurn),
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
