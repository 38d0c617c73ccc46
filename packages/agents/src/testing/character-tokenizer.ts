import type { Message, Tokenizer } from '@waltz/core';

const END_OF_TURN = 0x110000;
const HEADERS: Readonly<Record<Message['role'], number>> = {
  system: END_OF_TURN + 1,
  user: END_OF_TURN + 2,
  assistant: END_OF_TURN + 3,
};

/** One token a Unicode character, and four control tokens above them: expresses every text. */
export const characterTokenizer: Tokenizer = {
  vocabularySize: END_OF_TURN + 4,
  endOfTurn: END_OF_TURN,
  encode,
  decode: (tokens) => String.fromCodePoint(...tokens.filter((token) => token < END_OF_TURN)),
  renderChat: (messages) => [
    ...messages.flatMap(({ role, content, tokens }) => [
      HEADERS[role],
      ...(tokens ?? [...encode(content), END_OF_TURN]),
    ]),
    HEADERS.assistant,
  ],
};

function encode(text: string): readonly number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}
