import type { Prompt } from './prompt.ts';

export type Split = 'train' | 'held-out';

/** Prompts in splits that share no content. */
export interface Dataset {
  readonly name: string;
  /** What a reader of results on this data must know; reports show it. */
  readonly note?: string;
  prompts(split: Split): readonly Prompt[];
}
