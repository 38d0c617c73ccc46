import type { Prompt } from './prompt.ts';

export type Split = 'train' | 'held-out';

/** Prompts in splits that share no content. */
export interface Dataset {
  readonly name: string;
  /** What a reader of results on this data must know; reports show it. */
  readonly note?: string;
  prompts(split: Split): readonly Prompt[];
  /**
   * By name: prompts that differ from those of both splits in kind, to see what carries over. Nothing trains on them, and
   * they are in words that the splits or the demonstrations have too, for no vocabulary is made of them.
   */
  readonly benchmarks?: Readonly<Record<string, readonly Prompt[]>>;
  /**
   * Whether a response is right, where the dataset can tell that without a judge, as the right one of four answers; null
   * for prompts where it cannot. Left out by datasets that never can.
   */
  isRight?(prompt: Prompt, response: string): boolean | null;
}
