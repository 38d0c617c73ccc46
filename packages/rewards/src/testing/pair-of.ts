import type { Harm, JudgedPair } from '@waltz/core';

/** A pair of a prompt with this label and an answer. */
export function pairOf(harm: Harm, response: string, text = 'a request'): JudgedPair {
  const prompt = {
    id: harm,
    text,
    harm,
    adversarial: false,
    kind: harm,
    source: 'test',
    traits: {},
  };
  return { prompt, response };
}
