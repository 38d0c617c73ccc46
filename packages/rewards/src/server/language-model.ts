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
  /** What else than a request decides on the reply: the model's name and how it is asked. Plain JSON. */
  readonly identity: object;
  /** The text of the reply. Throws, with a reason for people, when there is none. */
  reply(request: ModelRequest): Promise<string>;
}
