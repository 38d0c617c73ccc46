import type { Prompt } from '@waltz/core';

/** A benign prompt whose text is its id, unless told otherwise. */
export function makePrompt(id: string, text: string = id): Prompt {
  return {
    id,
    text,
    harm: 'benign',
    adversarial: false,
    kind: 'plain-benign',
    source: 'test',
    traits: {},
  };
}
