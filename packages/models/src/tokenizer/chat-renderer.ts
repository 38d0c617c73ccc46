import type { Message } from '@waltz/core';
import type { ChatTemplate } from './chat-template.ts';
import { assertEncodable, literally, SAMPLED } from './marks.ts';
import { whyNoSystemMessage, type TurnFrame } from './turn-frame.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Where a system message goes: into a turn of its own, or before the text of the first user's turn. */
export type SystemPlace = 'own-turn' | 'first-user-turn';

/** What a chat is rendered with. */
export interface ChatParts {
  readonly vocabulary: Vocabulary;
  readonly template: ChatTemplate;
  readonly frame: TurnFrame;
  /** Tokens that end a turn when they are sampled. */
  readonly ends: ReadonlySet<number>;
  readonly system: SystemPlace;
}

/** Begins the place of sampled tokens in what a template makes of a chat; their number and `;` follow. */
const PLACE = '\ud804';

/**
 * Renders chats by the model's own template. Sampled tokens go in as they are: a chat, and after it what was sampled from
 * it, begin every chat that goes on from there, unless the template gives an old turn another header than a new one.
 */
export class ChatRenderer {
  readonly #parts: ChatParts;
  readonly #noSystemMessage: string | null;
  readonly #place: RegExp;

  constructor(parts: ChatParts) {
    const { template, frame, vocabulary } = parts;
    this.#parts = parts;
    this.#noSystemMessage = parts.system === 'own-turn' ? whyNoSystemMessage(template) : null;
    const opening = literally(frame.opening);
    const closing = literally(vocabulary.controlTokens.mark(frame.closing));
    this.#place = new RegExp(`(?:${opening})?${PLACE}(\\d+);(${closing})?`, 'gu');
  }

  /**
   * `[token]` ids, up to and with the header after which the assistant speaks. Throws when the template cannot write
   * these roles, has no place for a system message, or does not write each sampled turn once.
   */
  render(messages: readonly Message[]): readonly number[] {
    const { vocabulary, template } = this.#parts;
    const sampled: (readonly number[])[] = [];
    const written = this.#placed(messages).map(({ role, content, tokens }) => {
      if (tokens !== undefined) return { role, content: `${PLACE}${sampled.push(tokens) - 1};` };
      assertEncodable(content);
      return { role, content: vocabulary.controlTokens.shield(content) };
    });
    const marked = vocabulary.controlTokens.mark(template.render(written, true));
    return vocabulary.encodeMarked(this.#splice(marked, sampled), sampled);
  }

  #placed(messages: readonly Message[]): readonly Message[] {
    const [system, user, ...others] = messages;
    if (system?.role !== 'system') return messages;
    if (this.#noSystemMessage !== null) {
      throw new Error(
        `there is no place for a system message: ${this.#noSystemMessage}. ` +
          'With tokenizer.system=first-user-turn it goes before the text of the first user turn',
      );
    }
    if (this.#parts.system === 'own-turn') return messages;
    if (user?.role !== 'user') {
      throw new Error(
        `a system message goes into the turn of a user, and ${user?.role ?? 'nothing'} comes after it`,
      );
    }
    return [{ role: 'user', content: `${system.content}\n\n${user.content}` }, ...others];
  }

  /** `marked` with a `SAMPLED` in the place of each sampled turn. A turn that has its end gets no second one. */
  #splice(marked: string, sampled: readonly (readonly number[])[]): string {
    const { ends, template } = this.#parts;
    const found: number[] = [];
    const spliced = marked.replace(this.#place, (_, number: string, closing?: string) => {
      found.push(Number(number));
      const last = sampled[Number(number)]?.at(-1);
      return SAMPLED + (last !== undefined && ends.has(last) ? '' : (closing ?? ''));
    });
    if (found.length !== sampled.length || found.some((number, index) => number !== index)) {
      throw new Error(
        `the chat template of ${template.origin} does not write each of ${sampled.length} sampled turns once, in their order: ` +
          'their tokens cannot be put in their places',
      );
    }
    return spliced;
  }
}
