import { feedbacksOf, responsesOf, type Episode } from '../contracts/episode.ts';
import type { Prompt } from '../contracts/prompt.ts';
import type { Protocol } from '../contracts/protocol.ts';
import {
  ComponentFault,
  faultOfThrown,
  requireOneEach,
  type ComponentOrigin,
} from './component-fault.ts';

/**
 * A protocol whose episodes can be judged and learned from. It throws, naming the plugin, the prompt and the mend, when
 * the protocol throws, does not give one episode a prompt in their order, or gives one whose rounds do not count from 0.
 */
export function checkedProtocol(protocol: Protocol, origin: ComponentOrigin): Protocol {
  return {
    async play(prompts, agents, settings) {
      let episodes: readonly Episode[];
      try {
        episodes = await protocol.play(prompts, agents, settings);
      } catch (error) {
        throw faultOfThrown(origin, error);
      }
      requireOneEach(origin, episodes, 'episodes', { count: prompts.length, things: 'prompts' });
      episodes.forEach((episode, index) => {
        const fault = faultOf(episode, prompts[index]);
        if (fault === null) return;
        throw new ComponentFault(
          origin,
          `gave episode ${index} (prompt ${String(prompts[index]?.id)}) ${fault.what}`,
          fault.mend,
        );
      });
      return episodes;
    },
  };
}

function faultOf(
  episode: Episode,
  prompt: Prompt | undefined,
): { readonly what: string; readonly mend: string } | null {
  if (episode.prompt.id !== prompt?.id) {
    return {
      what: `the prompt ${episode.prompt.id}`,
      mend: 'Give the episodes in the order of the prompts; one that comes twice is played twice',
    };
  }
  const answers = responsesOf(episode).map(({ round }) => round);
  const reviews = feedbacksOf(episode).map(({ round }) => round);
  if (answers.length === 0) {
    return { what: 'no answer', mend: 'Every episode has c_0, the first answer, at least' };
  }
  if (answers.some((round, index) => round !== index)) {
    return {
      what: `answers of the rounds ${answers.join(', ')}`,
      mend: 'Answers count from 0 without a gap: judgements are found by their round',
    };
  }
  const stray = reviews.find(
    (round, index) => reviews.indexOf(round) !== index || !answers.includes(round),
  );
  if (stray === undefined) return null;
  return {
    what: `reviews of the rounds ${reviews.join(', ')} for answers of the rounds ${answers.join(', ')}`,
    mend: 'A review has the round of the answer that it reviews, and an answer has one review at most',
  };
}
