import {
  completeChats,
  messageOfTurn,
  type ConversationAgent,
  type Message,
  type Speaker,
} from '@waltz/core';

export interface SelfReminderPrompts {
  readonly systemPrompt: string;
  /** The reminders around what the user asks; empty for none. */
  readonly before: string;
  readonly after: string;
}

/** Answers a chat in which a reminder stands around the user's first message; advice comes as it is. */
export function selfReminder(
  { systemPrompt, before, after }: SelfReminderPrompts,
  speaker: Speaker,
): ConversationAgent {
  const reminded = (text: string) => [before, text, after].filter((part) => part !== '').join(' ');
  const chat = ([asked, ...since]: readonly Message[]): readonly Message[] => [
    { role: 'system', content: systemPrompt },
    ...(asked ? [{ role: asked.role, content: reminded(asked.content) }, ...since] : []),
  ];
  return {
    contextOf: (messages) => speaker.tokenizer.renderChat(chat(messages)),
    async respond(requests, temperature) {
      const completed = await completeChats(
        speaker,
        requests,
        ({ prompt, history }) =>
          chat([{ role: 'user', content: prompt.text }, ...history.map(messageOfTurn)]),
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
