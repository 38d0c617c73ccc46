import { completeChats, type FeedbackAgent, type Message, type Speaker } from '@waltz/core';
import { systemMessage } from '../system-message.ts';
import { parseFeedback } from './parse-feedback.ts';
import { renderReview } from './render-review.ts';

/** What the feedback agent is told, and how it is shown an answer. */
export interface ReviewBrief {
  readonly systemPrompt: string;
  /** Its user turn, with `{prompt}` and `{response}` where they belong. */
  readonly template: string;
}

/** π_f: f_t ~ π_f(· | sys_f, (p, c_t)), section 1 of the paper. It sees one answer, never what came before it. */
export function createFeedbackAgent(brief: ReviewBrief, speaker: Speaker): FeedbackAgent {
  const chatOn = (prompt: string, response: string): readonly Message[] => [
    ...systemMessage(brief.systemPrompt),
    renderReview(brief.template, prompt, response),
  ];

  return {
    contextOf(messages) {
      const [prompt, response] = messages;
      if (prompt?.role !== 'user' || response?.role !== 'assistant' || messages.length !== 2) {
        const roles = messages.map(({ role }) => role).join(', ');
        throw new Error(
          `the feedback agent reviews a prompt (user) and an answer (assistant), not [${roles}]`,
        );
      }
      return speaker.tokenizer.renderChat(chatOn(prompt.content, response.content));
    },

    async review(requests, temperature) {
      const completed = await completeChats(
        speaker,
        requests,
        ({ prompt, response }) => chatOn(prompt.text, response.completion.text),
        temperature,
      );
      return completed.map(({ request, context, completion }) => ({
        kind: 'feedback',
        round: request.round,
        context,
        completion,
        parsed: parseFeedback(completion),
      }));
    },
  };
}
