/** What a prompt asks for, by its source's own label: the truth that a judge and a metric start from. */
export type Harm = 'harmful' | 'benign';

/** One user request. Datasets make them; nothing downstream changes them. */
export interface Prompt {
  /** Unique in its dataset and stable between runs: random streams are derived from it. */
  readonly id: string;
  readonly text: string;
  readonly harm: Harm;
  /** Whether the request is dressed up to slip past a safety policy (a jailbreak wrapper). */
  readonly adversarial: boolean;
  /** The cell of the evaluation that it counts in, for example `wrapped-harmful`. */
  readonly kind: string;
  /** Where it was published, or the generator that made it. */
  readonly source: string;
  /** What the dataset knows besides: action, object, wrapper, category. */
  readonly traits: Readonly<Record<string, string>>;
}
