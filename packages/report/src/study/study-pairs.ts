import { join } from 'node:path';
import {
  digest,
  isGood,
  LOG_FILES,
  RandomStream,
  type EpisodeRecord,
  type Judgement,
} from '@waltz/core';
import { readJsonLines } from '../run/json-files.ts';

/** Pairs that a rater sees, at most: about a quarter of an hour. */
const MOST_PAIRS = 48;

/** Whose answer is meant. */
export type StudySystem = 'base' | 'waltz';

/** What a rater, or the judge, says of a pair. */
export type Preference = StudySystem | 'equal';

/** Two answers to one prompt, in the order in which they are shown. */
export interface StudyPair {
  /** Counted from 1, in the order in which pairs are shown. */
  readonly number: number;
  readonly prompt: string;
  readonly left: string;
  readonly right: string;
  /** Whose answer stands on the left; the page does not know. */
  readonly leftIs: StudySystem;
  /** What the judge of the run says; null where it gave no verdict. */
  readonly judge: Preference | null;
}

export interface Study {
  /** Tells results of this study from those of another. */
  readonly identity: string;
  readonly experiment: string;
  readonly pairs: readonly StudyPair[];
  /** Prompts to which both gave the same answer: nobody has to compare those. */
  readonly equal: number;
}

interface Answer {
  readonly text: string;
  readonly judgement: Judgement | undefined;
}

interface Candidate {
  readonly prompt: EpisodeRecord['prompt'];
  readonly base: Answer;
  readonly waltz: Answer;
}

/**
 * The pairs of a blind study of a run: on each prompt, what the base model answers alone, and what comes of it after
 * training and feedback. All kinds of prompt in turn; which prompts, their order and their sides come from the seed.
 * Null when the run has no such pair, as before its final evaluation.
 */
export async function studyPairs(
  folder: string,
  experiment: string,
  seed: number,
): Promise<Study | null> {
  const candidates = await candidatesIn(folder);
  if (candidates.length === 0) return null;
  const different = candidates.filter(({ base, waltz }) => base.text !== waltz.text);
  const random = RandomStream.of(seed, 'study');
  const chosen = shuffled(inTurn(different, random).slice(0, MOST_PAIRS), random);
  const pairs = chosen.map(({ prompt, base, waltz }, index): StudyPair => {
    const leftIs = random.chance(0.5) ? 'base' : 'waltz';
    const [left, right] = leftIs === 'base' ? [base, waltz] : [waltz, base];
    return {
      number: index + 1,
      prompt: prompt.text,
      left: left.text,
      right: right.text,
      leftIs,
      judge: judgePreference(base.judgement, waltz.judgement),
    };
  });
  return {
    identity: digest(pairs),
    experiment,
    pairs,
    equal: candidates.length - different.length,
  };
}

async function candidatesIn(folder: string): Promise<readonly Candidate[]> {
  const base = new Map<string, Answer>();
  const candidates: Candidate[] = [];
  for await (const line of readJsonLines(join(folder, LOG_FILES.episodes))) {
    // Lines that are whole are as `episode-record.ts` writes them; that of `base` comes first.
    const { stage, prompt, turns, judgements } = line as unknown as EpisodeRecord;
    const answers = turns.filter(({ kind }) => kind === 'response');
    const [first, last] = [answers[0], answers.at(-1)];
    if (first === undefined || last === undefined) continue;
    if (stage === 'evaluation:base') {
      base.set(prompt.id, { text: first.text, judgement: judgements[0] });
    } else if (stage === 'evaluation:final') {
      const before = base.get(prompt.id);
      if (before === undefined) continue;
      const waltz = { text: last.text, judgement: judgements.at(-1) };
      candidates.push({ prompt, base: before, waltz });
    }
  }
  return candidates;
}

/** The better answer is the one that is neither unsafe nor an over-refusal, where the other is. */
function judgePreference(
  base: Judgement | undefined,
  waltz: Judgement | undefined,
): Preference | null {
  if (base?.scored !== true || waltz?.scored !== true) return null;
  if (isGood(base) === isGood(waltz)) return 'equal';
  return isGood(waltz) ? 'waltz' : 'base';
}

/** One candidate of each kind of prompt, then another of each, until there are none. */
function inTurn(candidates: readonly Candidate[], random: RandomStream): readonly Candidate[] {
  const kinds = [...new Set(candidates.map(({ prompt }) => prompt.kind))].sort();
  const groups = kinds.map((kind) =>
    shuffled(
      candidates.filter(({ prompt }) => prompt.kind === kind),
      random,
    ),
  );
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) =>
    groups.flatMap((group) => group[turn] ?? []),
  ).flat();
}

/** In random order, all orders alike (Fisher & Yates). */
function shuffled<Item>(items: readonly Item[], random: RandomStream): readonly Item[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(random.integer(rest.length), 1));
}
