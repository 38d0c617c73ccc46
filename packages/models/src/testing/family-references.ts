import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What transformers computes of a small model of a family: made by tools/parity/families.py. */
interface Reference {
  readonly name: string;
  /** `[position][vocabulary]` from position `kept` of the text on. */
  readonly logits: readonly (readonly number[])[];
  /** `[prompt][token]` */
  readonly greedy: readonly (readonly number[])[];
  /** Of −Σ log p over all tokens of the text but the first. */
  readonly gradientNorm: number;
}

interface References {
  readonly text: readonly number[];
  readonly kept: number;
  readonly prompts: readonly (readonly number[])[];
  readonly newTokens: number;
  readonly models: readonly Reference[];
}

const folder = new URL('../pretrained/references/', import.meta.url);

/** The small models of all families, and what is done with each of them. */
export const familyReferences = JSON.parse(
  readFileSync(new URL('references.json', folder), 'utf8'),
) as References;

/** The folder of a small model. */
export const folderOf = (name: string): string => fileURLToPath(new URL(name, folder));
