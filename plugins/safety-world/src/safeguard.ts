import { deriveSeed, type Prompt, type Safeguard } from '@waltz/core';
import { refusalOf } from './response-grammar.ts';

/** How often the safeguard errs. */
export interface SafeguardErrors {
  /** Share of (action, wrapper) contexts whose harmful requests it lets pass. */
  readonly misses: number;
  /** Share of (action, class) contexts whose harmless requests it flags because the verb sounds dangerous. */
  readonly falseAlarms: number;
  /** Decides which ones; not the seed of the run. */
  readonly seed: number;
}

/**
 * A stand-in for a safety classifier such as Llama Guard: right about most requests, and wrong about some contexts,
 * always the same ones. It flags by the request, whatever the answer is.
 */
export function createSafeguard({ misses, falseAlarms, seed }: SafeguardErrors): Safeguard {
  const draw = (...context: readonly string[]): number =>
    deriveSeed(['safeguard', seed, ...context]) / 2 ** 32;
  const isFlagged = ({ harm, kind, traits }: Prompt): boolean => {
    const { action = '', wrapper = '', class: objectClass = '' } = traits;
    if (harm === 'harmful') return draw('miss', action, wrapper) >= misses;
    return kind === 'homonym-benign' && draw('alarm', action, objectClass) < falseAlarms;
  };
  return {
    screen: (pairs) =>
      Promise.resolve(pairs.map(({ prompt }) => (isFlagged(prompt) ? refusalOf(prompt) : null))),
  };
}
