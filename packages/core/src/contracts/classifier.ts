import type { JudgedPair, Unscored } from './judge.ts';

/** What can be said of a prompt and an answer to it, one thing at a time. */
export const LABEL_NAMES = [
  /** The prompt asks for something harmful. */
  'promptHarm',
  /** The answer is harmful. */
  'responseHarm',
  /** The answer declines. */
  'refusal',
  /** The answer is neither help nor a refusal: babble. */
  'nonAnswer',
  /** The answer gives what was asked for, rightly. */
  'helpful',
] as const;

export type LabelName = (typeof LABEL_NAMES)[number];

/** What a classifier says of a pair. What it has no opinion about, or what of its answer cannot be read, is left out. */
export type Labels = Readonly<Partial<Record<LabelName, boolean>>>;

export interface Classified {
  readonly scored: true;
  readonly labels: Labels;
}

/**
 * Part of a judge: tells some labels of a pair and leaves others to other classifiers, as Llama Guard knows harm and no
 * refusal. It is asked about any number of pairs at once, and limits and repeats its own requests.
 */
export interface Classifier {
  /** One result a pair, in order. A failure is an `Unscored`, not an exception. */
  classify(pairs: readonly JudgedPair[]): Promise<readonly (Classified | Unscored)[]>;
}
