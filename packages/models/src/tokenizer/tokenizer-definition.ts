/** A token that is looked for in a text before it is cut into words: an extension of the vocabulary, or a control token. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Whether it is a control token: it has no text, and no text is encoded as it. */
  readonly special?: boolean;
}

/** A `tokenizer.json`, as far as we look into it; all else in it is for `@huggingface/tokenizers`. */
export interface TokenizerDefinition {
  readonly normalizer: unknown;
  readonly pre_tokenizer: unknown;
  readonly post_processor?: unknown;
  readonly added_tokens: readonly AddedToken[];
  readonly model: { readonly type: 'BPE'; readonly vocab: Readonly<Record<string, number>> };
}

/**
 * What was read from a `tokenizer.json`, with parts that old files leave out. Throws when its model is not byte-pair
 * encoding, which the Llama, Qwen, Mistral and SmolLM families use, or when a part is not what it should be.
 */
export function asTokenizerDefinition(parsed: unknown): TokenizerDefinition {
  const definition = recordOf(parsed);
  const model = recordOf(definition['model']);
  const { type, vocab, merges } = model;
  // The oldest files name no type.
  if (type !== 'BPE' && !(type === undefined && Array.isArray(merges))) {
    throw new Error(`its model is ${JSON.stringify(type)}, and "BPE" is the only one known`);
  }
  if (!Array.isArray(merges) || !isVocabulary(vocab)) {
    throw new Error('its model must have a vocab (tokens with their ids) and a list of merges');
  }
  const { added_tokens: added = [] } = definition;
  if (!Array.isArray(added) || !added.every(isAddedToken)) {
    throw new Error('its added_tokens must be a list of { id, content, special }');
  }
  return {
    ...{ normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null },
    ...definition,
    added_tokens: added,
    model: { ...model, type: 'BPE', vocab },
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value) as Readonly<Record<string, unknown>>;
}

function isVocabulary(value: unknown): value is Readonly<Record<string, number>> {
  const ids = Object.values(recordOf(value));
  return ids.length > 0 && ids.every(isId);
}

function isAddedToken(value: unknown): value is AddedToken {
  const { id, content, special = false } = recordOf(value);
  return isId(id) && typeof content === 'string' && content !== '' && typeof special === 'boolean';
}

function isId(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}
