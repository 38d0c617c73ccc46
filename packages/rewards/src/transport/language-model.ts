import type { Message } from '@waltz/core';

/** What a language model is asked: a chat, which its own template renders, or the raw text that it continues. */
export type ModelRequest = (
  { readonly messages: readonly Pick<Message, 'role' | 'content'>[] } | { readonly prompt: string }
) & {
  /** Tokens of the reply, at most. */
  readonly maxTokens: number;
};

/** A language model that replies greedily, wherever it runs. */
export interface LanguageModel {
  /**
   * What else than the request decides on the reply, as plain JSON: the model and how it is asked.
   * Throws, with a reason for people, when the model cannot be asked.
   */
  circumstances(request: ModelRequest): Promise<object>;
  /** The first `tokens` tokens of `text`, about as many where the model's tokenizer is out of reach. */
  readonly clip: (text: string, tokens: number) => string;
  /** The text of the reply. Throws, with a reason for people, when there is none. */
  reply(request: ModelRequest): Promise<string>;
}
