import { readFile } from 'node:fs/promises';
import { isJsonObject } from '../run/json-files.ts';
import type { Preference, Study } from './study-pairs.ts';

/** What one rater said. */
export interface RaterResults {
  readonly rater: string;
  /** `[pair]` in the order of the study; null where the rater said nothing. */
  readonly preferences: readonly (Preference | null)[];
}

const CHOICES = ['left', 'equal', 'right'] as const;
type Choice = (typeof CHOICES)[number];

/**
 * Reads a file that the page of `study` saved, and takes the blindfold off.
 * Throws when it is no such file, is of another study, or has a choice that there is not.
 */
export async function readStudyResults(file: string, study: Study): Promise<RaterResults> {
  const results = parse(await readFile(file, 'utf8'));
  if (!isJsonObject(results) || !Array.isArray(results['choices'])) {
    throw new Error(`${file} holds no results of a study: give the file that its page saved`);
  }
  if (results['study'] !== study.identity) {
    throw new Error(
      `${file} is of the study ${JSON.stringify(results['study'])}, not of ${study.identity}: ` +
        'give the run whose study.html it was made with',
    );
  }
  const choices = new Map(results['choices'].map((entry: unknown) => choiceIn(entry, file)));
  return {
    rater: typeof results['rater'] === 'string' ? results['rater'] : file,
    preferences: study.pairs.map(({ number, leftIs }) => {
      const choice = choices.get(number);
      if (choice === undefined) return null;
      if (choice === 'equal') return 'equal';
      const other = leftIs === 'base' ? 'waltz' : 'base';
      return choice === 'left' ? leftIs : other;
    }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function choiceIn(entry: unknown, file: string): readonly [number, Choice] {
  const { pair, choice } = isJsonObject(entry) ? entry : {};
  const known = CHOICES.find((name) => name === choice);
  if (typeof pair === 'number' && known !== undefined) return [pair, known];
  throw new Error(
    `${file} has the entry ${JSON.stringify(entry)}: a choice is { "pair": 1, "choice": one of ${CHOICES.join(', ')} }`,
  );
}
