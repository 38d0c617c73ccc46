import { messageOf } from '@waltz/core';
import { Template } from '@huggingface/jinja';
import type { Message } from '@waltz/core';
import { pinnedDate } from './pinned-date.ts';

/** What a template is given besides the messages. */
export interface TemplateSettings {
  /** Where the template was read from, for messages. */
  readonly origin: string;
  /** `bos_token`, `eos_token` and so on, and what an experiment adds. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The day, YYYY-MM-DD, that `strftime_now` prints; null when none was set. */
  readonly date: string | null;
}

/**
 * Goes before a template: Jinja's `strftime_now` reads the clock, and cannot be given anew, but a macro may hide it.
 * What is printed last keeps a template's first line break where it is.
 */
const PIN_DATE = `{% macro strftime_now(format) %}{{ pinned_date(format) }}{% endmacro %}{{ '' }}`;

export type WrittenMessage = Pick<Message, 'role' | 'content'>;

/** A chat template in Jinja, with the variables and functions that `transformers` gives it. */
export class ChatTemplate {
  readonly origin: string;
  readonly #template: Template;
  readonly #variables: Readonly<Record<string, unknown>>;

  /** Throws when `source` is not Jinja, or the date is no day. */
  constructor(source: string, { origin, variables, date }: TemplateSettings) {
    this.origin = origin;
    try {
      this.#template = new Template(PIN_DATE + source);
    } catch (error) {
      throw new Error(`the chat template of ${origin} is broken: ${messageOf(error)}`, {
        cause: error,
      });
    }
    const format = date === null ? refuseDate : pinnedDate(date);
    this.#variables = { tools: null, documents: null, ...variables, pinned_date: format };
  }

  /**
   * The conversation as text, and after it, if `andHeader`, the header after which the assistant speaks.
   * Throws with the template's own words when it does.
   */
  render(messages: readonly WrittenMessage[], andHeader: boolean): string {
    try {
      return this.#template.render({
        ...this.#variables,
        messages,
        add_generation_prompt: andHeader,
      });
    } catch (error) {
      const roles = messages.map(({ role }) => role).join(', ');
      throw new Error(
        `the chat template of ${this.origin} cannot write [${roles}]: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }
}

function refuseDate(): never {
  throw new Error('it prints the date: pin one, as in tokenizer.date=2026-01-31');
}
