import type { Prompt } from './prompt.ts';

export type Split = 'train' | 'held-out';

/** Prompts in splits that share no content. */
export interface Dataset {
  readonly name: string;
  prompts(split: Split): readonly Prompt[];
}
