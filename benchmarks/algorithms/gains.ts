import { isGood, meanOf, type EpisodeRecord } from '@waltz/core';

/** What the conversation agent earned on held-out prompts, R_c, before and after training; both in [0, 1]. */
export interface Gain {
  readonly before: number;
  readonly after: number;
}

/** Whose answer is rewarded: the agent's alone, or after feedback. */
export type Answer = 'first' | 'final';

/** The gain of a finished run, by the lines of its ledger. Throws when an evaluation scored no answer. */
export function gainOf(
  ledger: readonly Pick<EpisodeRecord, 'stage' | 'judgements'>[],
  answer: Answer,
): Gain {
  const rewardIn = (evaluation: string): number => {
    const rewards = ledger
      .filter(({ stage }) => stage === `evaluation:${evaluation}`)
      .map(({ judgements }) => (answer === 'first' ? judgements[0] : judgements.at(-1)))
      .flatMap((judgement) => (judgement?.scored === true ? [Number(isGood(judgement))] : []));
    const mean = meanOf(rewards);
    if (mean === null) throw new Error(`the evaluation ${evaluation} has no scored answer`);
    return mean;
  };
  return { before: rewardIn('base'), after: rewardIn('final') };
}

/** One row of the table: means over seeds, the least and the greatest difference, and how many seeds improved. */
export function gainCells(gains: readonly Gain[]): readonly string[] {
  const differences = gains.map(({ before, after }) => after - before);
  const mean = (values: readonly number[]) => points(meanOf(values) ?? Number.NaN);
  const improved = differences.filter((difference) => difference > 0).length;
  return [
    mean(gains.map(({ before }) => before)),
    mean(gains.map(({ after }) => after)),
    `${mean(differences)} (${points(Math.min(...differences))} to ${points(Math.max(...differences))})`,
    `${improved} of ${gains.length}`,
  ];
}

/** In per cent, one decimal. */
function points(share: number): string {
  return (100 * share).toFixed(1);
}
