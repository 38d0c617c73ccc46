import { didYouMean } from '@waltz/core';
import { isCount, isRecord, isSha256, isText, isTextList, SHA256_WORDS } from '../option-checks.ts';
import { RESPONSE_SETS } from '../responses/catalogue.ts';
import type { SourceFile } from '../source/source-file.ts';
import { CATALOGUE } from './catalogue.ts';
import type { PublishedSet } from './published-set.ts';

/** A set of the catalogue as an experiment wants it: by its name alone, or with more to say. */
export type SetChoice = string | SetDetails;

interface SetDetails extends Selection {
  readonly set: string;
  /** Where the file lies below `root`, if not where the catalogue has it. */
  readonly path?: string;
  /** Another revision than the catalogue's; the catalogue's sha256 is then not held against it. */
  readonly revision?: string;
  readonly sha256?: string;
}

/** Which prompts of a set are wanted; all when nothing is said. */
export interface Selection {
  readonly kinds?: readonly string[];
  /** So many at most, chosen by their content. */
  readonly take?: number;
}

export interface ChosenSet extends Selection {
  readonly set: PublishedSet;
  /** The set's own file, or the one that the experiment names instead. */
  readonly file: SourceFile;
}

/** What the choice stands for. Throws when the catalogue has no such set. */
export function chosenSet(choice: SetChoice): ChosenSet {
  const { set: name, path, revision, sha256, ...selection } = detailsOf(choice);
  const set = CATALOGUE.find((one) => one.name === name);
  if (set === undefined) throw new Error(unknownSet(name));
  const pin = sha256 ?? (revision === undefined ? set.sha256 : undefined);
  const file = {
    path: path ?? set.path,
    source: set.source,
    origin: { ...set.origin, revision: revision ?? set.origin.revision },
    ...(pin !== undefined && { sha256: pin }),
  };
  return { set, file, ...selection };
}

/** Convict format of `sets`, the training data: throws with every problem of every choice at once. */
export function trainingSets(value: unknown): void {
  if (!Array.isArray(value) || value.length === 0) {
    throw new Error(`must be a list of at least one of: ${setNames().join(', ')}`);
  }
  checkChoices(value, ({ name, evaluationOnly }) =>
    evaluationOnly === undefined
      ? []
      : [
          `: nothing may be trained on ${name}, ${evaluationOnly}: list it under dataset.benchmarks`,
        ],
  );
}

/** Convict format of `benchmarks`. */
export function benchmarkSets(value: unknown): void {
  if (!Array.isArray(value)) throw new Error(`must be a list of: ${setNames().join(', ')}`);
  checkChoices(value, () => []);
}

function checkChoices(
  choices: readonly unknown[],
  problemsOfSet: (set: PublishedSet) => readonly string[],
): void {
  const problems = choices.flatMap((choice, index) => {
    const details = typeof choice === 'string' ? { set: choice } : choice;
    return problemsOf(details, problemsOfSet).map((problem) => `[${index}]${problem}`);
  });
  const names = choices.map((choice) => String(isRecord(choice) ? choice['set'] : choice));
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  problems.push(...repeated.map((name) => ` has ${name} twice`));
  if (problems.length > 0)
    throw new Error(`must be a list of published sets: ${problems.join('; ')}`);
}

const KEYS = ['set', 'kinds', 'take', 'path', 'revision', 'sha256'];

function problemsOf(
  details: unknown,
  problemsOfSet: (set: PublishedSet) => readonly string[],
): readonly string[] {
  if (!isRecord(details))
    return [' must be a name, or { set, kinds, take, path, revision, sha256 }'];
  const name = String(details['set']);
  const set = CATALOGUE.find((one) => one.name === name);
  const checks: readonly (readonly [boolean, string])[] = [
    [isTextList(details['kinds'] ?? []), '.kinds must be a list of kinds'],
    [isCount(details['take'] ?? 1), '.take must be 1, 2, 3 or more'],
    [isText(details['path'] ?? '-'), '.path must be a text'],
    [isText(details['revision'] ?? '-'), '.revision must be a text'],
    [isSha256(details['sha256'] ?? '0'.repeat(64)), `.sha256 must be ${SHA256_WORDS}`],
  ];
  return [
    ...Object.keys(details)
      .filter((key) => !KEYS.includes(key))
      .map((key) => `.${key} is unknown, known: ${KEYS.join(', ')}.${didYouMean(key, KEYS)}`),
    ...(set === undefined ? [`: ${unknownSet(name)}`] : problemsOfSet(set)),
    ...checks.filter(([valid]) => !valid).map(([, problem]) => problem),
  ];
}

function detailsOf(choice: SetChoice): SetDetails {
  return typeof choice === 'string' ? { set: choice } : choice;
}

function unknownSet(name: string): string {
  if (RESPONSE_SETS.some((set) => set.name === name)) {
    return `${name} labels responses, not prompts: no dataset of prompts can be made of it`;
  }
  return `there is no published set "${name}".${didYouMean(name, setNames())} There are ${setNames().join(', ')}`;
}

function setNames(): readonly string[] {
  return CATALOGUE.map(({ name }) => name);
}
