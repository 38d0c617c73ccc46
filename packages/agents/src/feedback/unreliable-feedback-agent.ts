import { RandomStream, type FeedbackAgent } from '@waltz/core';
import { sometimesWrong } from './wrong-labels.ts';

/**
 * A feedback agent whose labels are wrong with probability `labelFlips`, whatever it wrote: how much does the safety
 * of the system rest on right labels? Advice and tokens stay as they were sampled.
 */
export function unreliableFeedbackAgent(agent: FeedbackAgent, labelFlips: number): FeedbackAgent {
  return {
    contextOf: (messages) => agent.contextOf(messages),
    async review(requests, temperature) {
      const turns = await agent.review(requests, temperature);
      return turns.map((turn, index) => {
        if (turn.parsed === null) return turn;
        const random = RandomStream.of(requests[index]?.seed ?? 0, 'label-flips');
        const labels = sometimesWrong(turn.parsed, labelFlips, random);
        return { ...turn, parsed: { ...turn.parsed, ...labels } };
      });
    },
  };
}
