import type { Prompt } from '@waltz/core';

/** A prompt as its row tells it; its file adds the source, and the first part of the id. */
export interface PromptDraft extends Omit<Prompt, 'id' | 'source'> {
  /** What tells it from the other prompts of its file; the row's place when it is left out. */
  readonly id?: string;
}

/**
 * What a row holds: prompts, most often one; something that its file is known to hold beside the prompts that are
 * wanted; or no prompt where one should be. Neither reason ever quotes the row.
 */
export type RowReading =
  | { readonly prompts: readonly PromptDraft[] }
  | { readonly leftOut: string }
  | { readonly malformed: string };
