import { messageOf } from '@waltz/core';
import type { Episode, TrainedPair } from '@waltz/core';
import colours from 'picocolors';
import { describeExchange, finalAnswer } from './describe-exchange.ts';

export const CHAT_COMMANDS =
  '/why shows how the last answer came about, /feedback does so after every answer, /quit leaves.';

/** A chat in a terminal: lines come in, answers go out. */
export class ChatSession {
  readonly #pair: TrainedPair;
  #last: Episode | null = null;
  #showsFeedback: boolean;
  /** Prompts that could not be answered. */
  failures = 0;

  constructor(pair: TrainedPair, showsFeedback: boolean) {
    this.#pair = pair;
    this.#showsFeedback = showsFeedback;
  }

  /** What to print after a line of the user's; null ends the chat. A prompt that cannot be answered says why. */
  async reply(line: string): Promise<string | null> {
    const text = line.trim();
    if (text === '') return '';
    if (text === '/quit') return null;
    if (text === '/why') return this.#last ? describeExchange(this.#last) : 'Ask something first.';
    if (text === '/feedback') {
      this.#showsFeedback = !this.#showsFeedback;
      return `Feedback is ${this.#showsFeedback ? 'shown' : 'hidden'} from now on.`;
    }
    if (text.startsWith('/')) return `There is no ${text}. ${CHAT_COMMANDS}`;
    return this.#answer(text);
  }

  async #answer(text: string): Promise<string> {
    try {
      this.#last = await this.#pair.answer(text);
    } catch (error) {
      this.failures += 1;
      return colours.red(messageOf(error));
    }
    const answer = finalAnswer(this.#last);
    return this.#showsFeedback ? `${answer}\n${colours.dim(describeExchange(this.#last))}` : answer;
  }
}
