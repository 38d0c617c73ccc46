/** One message of a chat. Tokens that a model sampled travel with their text, so that nothing is tokenised twice. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
  /** The token ids behind `content`, when a model sampled them. */
  readonly tokens?: readonly number[];
}

/** Text to token ids and back, with the chat template of the model it belongs to. */
export interface Tokenizer {
  readonly vocabularySize: number;
  /** The token that ends a turn; sampling stops on it. It is part of a completion's tokens, not of its text. */
  readonly endOfTurn: number;
  /** Others on which sampling stops too: many published models have several. None if left out. */
  readonly otherEnds?: readonly number[];
  /** What the model was taught to see before a raw text, as its beginning-of-text token. Nothing if left out. */
  readonly opening?: readonly number[];
  /** The tokens of `text` alone. Throws when `text` holds what the vocabulary cannot express. */
  encode(text: string): readonly number[];
  /** The text of `tokens`; control tokens such as `endOfTurn` have none. */
  decode(tokens: readonly number[]): string;
  /** The tokens of a conversation, up to and with the header after which the assistant speaks. */
  renderChat(messages: readonly Message[]): readonly number[];
}
