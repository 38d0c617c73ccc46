/**
 * Marks that are set among the text of a chat and say what of it is not text. They begin with the first half of a
 * surrogate pair and go on with something else, which no text does that UTF-8 can write: nobody can type them.
 */

/** Stands before a control token that the chat template wrote. */
export const CONTROL = '\ud800';

/** Stands before what looks like a control token and is text of a message. */
export const SHIELD = '\ud801';

/** Stands where the tokens of a message that a model sampled belong. */
export const SAMPLED = '\ud802;';

/** Stands for the token of a character that the vocabulary does not have. */
export const UNKNOWN = '\ud803;';

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Throws when `text` holds half a surrogate pair: UTF-8 cannot write it, and marks are made of them. */
export function assertEncodable(text: string): void {
  const position = text.search(LONE_SURROGATE);
  if (position >= 0) {
    throw new Error(`cannot encode a text whose character ${position} is half a surrogate pair`);
  }
}

/** A regular expression's source for `text` itself. */
export function literally(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}]/gu, '\\$&');
}
