import { messageOf } from '@waltz/core';
import type { ChatTemplate } from './chat-template.ts';
import type { ControlTokens } from './control-tokens.ts';

/** What a chat template sets around the assistant's turn, found by letting it write one. */
export interface TurnFrame {
  /** White space between the header that the assistant is given and its answer: sampled tokens bring their own. */
  readonly opening: string;
  /** The control token that closes the turn, with the white space before it; empty when none does. */
  readonly closing: string;
  /** The control token in `closing`. */
  readonly endOfTurn: string | null;
}

const QUESTION = 'Which day is it?';
const ANSWER = 'It is the day after.';

/** Throws when the template cannot write a question and an answer, or does not write the answer as it is. */
export function turnFrameOf(template: ChatTemplate, controlTokens: ControlTokens): TurnFrame {
  const question = { role: 'user', content: QUESTION } as const;
  const asked = template.render([question], true);
  const answered = template.render([question, { role: 'assistant', content: ANSWER }], false);
  const [before = '', after, another] = answered.split(ANSWER);
  if (after === undefined || another !== undefined) {
    throw new Error(
      `the chat template of ${template.origin} does not write an answer of the assistant once and as it is: ` +
        'sampled tokens could not take its place',
    );
  }
  const opening = before.startsWith(asked) ? before.slice(asked.length) : '';
  const end = controlTokens.first(after);
  return {
    opening: opening.trim() === '' ? opening : '',
    closing: end?.upToIt ?? '',
    endOfTurn: end?.token ?? null,
  };
}

/** Why the template has no place for a system message; null when it has. */
export function whyNoSystemMessage(template: ChatTemplate): string | null {
  const instruction = 'Say which day it is.';
  try {
    const rendered = template.render(
      [
        { role: 'system', content: instruction },
        { role: 'user', content: QUESTION },
      ],
      true,
    );
    return rendered.includes(instruction)
      ? null
      : `the chat template of ${template.origin} leaves it out`;
  } catch (error) {
    return messageOf(error);
  }
}
