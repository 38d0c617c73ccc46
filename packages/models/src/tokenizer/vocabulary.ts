import { Tokenizer } from '@huggingface/tokenizers';
import { ControlTokens } from './control-tokens.ts';
import { assertEncodable, CONTROL, SAMPLED, UNKNOWN } from './marks.ts';
import { splitAtDigits } from './split-at-digits.ts';
import type { TokenizerDefinition } from './tokenizer-definition.ts';

/**
 * The vocabulary of a `tokenizer.json` and how it cuts text. Its control tokens go by marked names, so that a text which
 * spells one is text (`marks.ts`); what a chat template wrote is told from it by its marks.
 */
export class Vocabulary {
  /** Ids go from 0 to below this. */
  readonly size: number;
  readonly controlTokens: ControlTokens;
  readonly #tokenizer: Tokenizer;
  readonly #controlIds: ReadonlyMap<string, number>;
  readonly #silent: ReadonlySet<number>;

  /**
   * `rows`: for how many ids the model beside it has weights, when that is known; the last ones are often no tokens.
   * Throws when those are too few, or when `@huggingface/tokenizers` can make nothing of the definition.
   */
  constructor(definition: TokenizerDefinition, rows: number | null) {
    const { added_tokens: added, model } = definition;
    const control = added.filter(({ special }) => special === true);
    const ids = [...Object.values(model.vocab), ...added.map(({ id }) => id)];
    const needed = ids.reduce((largest, id) => Math.max(largest, id)) + 1;
    if (rows !== null && rows < needed) {
      throw new Error(
        `it has ids up to ${needed - 1}, and the model's vocab_size is ${rows}: they are not of one model`,
      );
    }
    this.size = rows ?? needed;
    this.#controlIds = new Map(control.map(({ content, id }) => [content, id]));
    this.#silent = new Set(this.#controlIds.values());
    this.controlTokens = new ControlTokens([...this.#controlIds.keys()]);
    const known = Object.entries(model.vocab).filter(([token]) => !this.#controlIds.has(token));
    this.#tokenizer = new Tokenizer(
      {
        ...definition,
        pre_tokenizer: splitAtDigits(definition.pre_tokenizer),
        // It adds the token that begins a text; where there is one, the chat template writes it.
        post_processor: null,
        added_tokens: [
          ...added.filter(({ special }) => special !== true),
          ...control.map((token) => ({
            ...token,
            content: CONTROL + token.content,
            normalized: false,
          })),
          { id: this.size, content: SAMPLED, special: true },
        ],
        model: { ...model, vocab: Object.fromEntries(known), unk_token: UNKNOWN },
      },
      {},
    );
  }

  /** The id of a control token; undefined when there is none of that name. */
  controlId(content: string): number | undefined {
    return this.#controlIds.get(content);
  }

  /** `[token]` ids of `text`. Throws when it has a character that the vocabulary lacks, or half a surrogate pair. */
  encode(text: string): readonly number[] {
    assertEncodable(text);
    return this.encodeMarked(text, []);
  }

  /** `[token]` ids of a marked text; the n-th `SAMPLED` stands for the n-th of `sampled`. Throws like `encode`. */
  encodeMarked(text: string, sampled: readonly (readonly number[])[]): readonly number[] {
    const { ids, tokens } = this.#tokenizer.encode(text, { add_special_tokens: false });
    if (tokens.includes(UNKNOWN)) throw new Error(this.#lackFor(text));
    let splices = 0;
    return ids.flatMap((id) => (id === this.size ? (sampled[splices++] ?? []) : [id]));
  }

  /** The text of `tokens`; control tokens have none, nor have ids that no token has. Throws for what is no id. */
  decode(tokens: readonly number[]): string {
    const spoken = tokens.filter((token) => {
      if (!Number.isInteger(token) || token < 0 || token >= this.size) {
        throw new RangeError(`${token} is not a token: ids go from 0 to ${this.size - 1}`);
      }
      return !this.#silent.has(token) && this.#tokenizer.id_to_token(token) !== undefined;
    });
    if (spoken.length === 0) return '';
    return this.#tokenizer.decode(spoken, { clean_up_tokenization_spaces: false });
  }

  #lackFor(text: string): string {
    for (const character of text) {
      if (this.#tokenizer.tokenize(character).includes(UNKNOWN)) {
        const codePoint = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
        return (
          `the vocabulary has no token for ${JSON.stringify(character)} (U+${codePoint}), ` +
          `character ${text.indexOf(character)} of the text; take the text out of the data, or replace the character`
        );
      }
    }
    return 'the vocabulary has no tokens for the text';
  }
}
