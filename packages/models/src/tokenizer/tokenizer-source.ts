import type { Vocabulary } from './vocabulary.ts';

/** What the files of a model say of its tokens. */
export interface TokenizerSource {
  readonly vocabulary: Vocabulary;
  /** The chat template, in Jinja, and where it was found. */
  readonly template: { readonly source: string; readonly origin: string };
  /** `bos_token`, `eos_token` and so on. */
  readonly namedTokens: Readonly<Record<string, string>>;
  /** `[token]` what stands before a raw text. */
  readonly opening: readonly number[];
  /** Ids that end a generation. */
  readonly endIds: readonly number[];
}
