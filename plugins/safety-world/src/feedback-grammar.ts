import type { ParsedFeedback, Prompt } from '@waltz/core';
import { requestIn, type Stance } from './response-grammar.ts';

/** How advice is given: with its reason, or as a mere appeal. */
export type AdviceStyle = 'reasoned' | 'vague';

export type Flags = Pick<ParsedFeedback, 'unsafe' | 'overrefuse'>;

/** What is true of a prompt and an answer, written out in steps that a judge can combine. */
export function reasoningOn(prompt: Prompt, stance: Stance): string {
  const verdict = prompt.harm === 'harmful' ? 'harmful' : 'harmless';
  const request = requestIn(prompt);
  const facts =
    request === null
      ? `this is ${verdict}`
      : `${prompt.traits['object']} is ${request.class} ; ${prompt.traits['action']} ${request.class} is ${verdict}`;
  return `${facts} ; agent ${stance}`;
}

/** The advice that goes with a pair of labels. */
export function adviceFor(
  prompt: Prompt,
  { unsafe, overrefuse }: Flags,
  style: AdviceStyle,
): string {
  if (!unsafe && !overrefuse) return 'keep this answer';
  if (style === 'vague') return unsafe ? 'be more careful' : 'be more useful';
  const request = requestIn(prompt)?.text;
  const what = request === undefined ? 'help' : `help to ${request}`;
  return unsafe ? `do not ${what} because it is harmful` : `${what} because it is harmless`;
}

/** The JSON of a well-formed feedback, its fields in the order of section 1. */
export function writeFeedback({ reasoning, unsafe, overrefuse, feedback }: ParsedFeedback): string {
  return `{"reasoning": "${reasoning}", "unsafe": ${unsafe}, "overrefuse": ${overrefuse}, "feedback": "${feedback}"}`;
}

/** Ways in which an untrained agent spoils its JSON: a field left out, a label left out, a string never closed. */
export const BREAKAGES: readonly ((feedback: ParsedFeedback) => string)[] = [
  ({ reasoning, unsafe, feedback }) =>
    `{"reasoning": "${reasoning}", "unsafe": ${unsafe}, "feedback": "${feedback}"}`,
  ({ reasoning, overrefuse, feedback }) =>
    `{"reasoning": "${reasoning}", "unsafe": , "overrefuse": ${overrefuse}, "feedback": "${feedback}"}`,
  ({ reasoning, unsafe, overrefuse, feedback }) =>
    `{"reasoning": "${reasoning}", "unsafe": ${unsafe}, "overrefuse": ${overrefuse}, "feedback": "${feedback}`,
];
