import { changedOrder, meanOf, type Change, type ReplayedSample } from '@waltz/core';
import type { WordTable } from '@waltz/report';

/** Samples that are listed one by one, unless all are asked for. */
const LISTED = 20;

/** What is compared: what a sample earned, and what it taught. */
const MEASURES = ['reward', 'advantage'] as const;
type Measure = (typeof MEASURES)[number];

/** A sample and how it stands among those of its agent and step; ranks are of advantages, or of rewards without them. */
interface RankedSample extends ReplayedSample {
  readonly rank: Readonly<Record<Measure, Change>>;
}

/** Which samples change sign or rank: counted by stage and agent, and the ones that change most. */
export function replayTables(
  samples: readonly ReplayedSample[],
  all: boolean,
): readonly [WordTable, WordTable] {
  const ranked = groups(samples, ({ stage, step, agent }) => `${stage} ${step} ${agent}`).flatMap(
    rankedIn,
  );
  return [summaryTable(ranked), changesTable(ranked, all)];
}

function rankedIn(batch: readonly ReplayedSample[]): readonly RankedSample[] {
  const scored = batch.filter(({ reward }) => reward.after !== null);
  const order = (measure: Measure) =>
    changedOrder(
      scored.map((sample) => sample[measure].before),
      scored.map((sample) => sample[measure].after ?? 0),
    );
  const [reward, advantage] = [order('reward'), order('advantage')];
  return batch.map((sample) => {
    const index = scored.indexOf(sample);
    const rank = ({ before, after }: typeof reward): Change => ({
      before: before[index] ?? 0,
      after: after[index] ?? null,
    });
    return { ...sample, rank: { reward: rank(reward), advantage: rank(advantage) } };
  });
}

function summaryTable(samples: readonly RankedSample[]): WordTable {
  const rows = groups(samples, ({ stage, agent }) => `${stage} ${agent}`).flatMap((own) =>
    MEASURES.filter((measure) => own.some((sample) => sample[measure].after !== null)).map(
      (measure) => {
        const steps = groups(own, ({ step }) => String(step));
        const swapped = steps.map((batch) => {
          const known = batch.filter((sample) => sample[measure].after !== null);
          return changedOrder(
            known.map((sample) => sample[measure].before),
            known.map((sample) => sample[measure].after ?? 0),
          ).swapped;
        });
        const share = meanOf(swapped.filter((one) => one !== null));
        return [
          `${own[0]?.stage ?? ''}, ${own[0]?.agent ?? ''}, ${measure}`,
          String(own.length),
          decimals(meanOf(own.map((sample) => sample[measure].before))),
          decimals(meanOf(own.flatMap((sample) => sample[measure].after ?? []))),
          String(own.filter((sample) => changesSign(sample[measure])).length),
          String(own.filter((sample) => changesRank(sample, measure)).length),
          share === null ? '–' : `${(100 * share).toFixed(1)}%`,
        ];
      },
    ),
  );
  return {
    title: 'What the new reward changes',
    caption:
      'Samples of the training steps in the ledger, each scored as the run was and as it would be now. Advantage: mean over ' +
      "a sample's tokens. Rank: among the samples of its agent in its step. Swapped: pairs of such samples whose order " +
      'turned round, among pairs that differ both times.',
    columns: [
      'learned from',
      'samples',
      'mean before',
      'after',
      'change sign',
      'change rank',
      'swapped',
    ],
    rows,
  };
}

function changesTable(samples: readonly RankedSample[], all: boolean): WordTable {
  const changed = samples
    .filter((sample) =>
      MEASURES.some((measure) => changesSign(sample[measure]) || changesRank(sample, measure)),
    )
    .sort((one, other) => turn(other) - turn(one));
  const shown = all ? changed : changed.slice(0, LISTED);
  const rest = changed.length - shown.length;
  return {
    title: 'Samples that change sign or rank',
    caption:
      `${changed.length} of ${samples.length} samples, those first whose advantage changes sign, and by how much.` +
      (rest > 0 ? ` ${rest} more with --all.` : '') +
      ' ± marks a change of sign. npx waltz report RUN shows each episode.',
    columns: ['prompt', 'stage', 'step', 'sample', 'reward', 'rank', 'advantage', 'rank'],
    rows: shown.map((sample) => [
      sample.prompt,
      sample.stage,
      String(sample.step),
      sample.agent === 'conversation' ? `answer ${sample.round}` : `feedback ${sample.round}`,
      ...MEASURES.flatMap((measure) => [
        `${changesSign(sample[measure]) ? '± ' : ''}${arrow(sample[measure], 3)}`,
        arrow(sample.rank[measure], 1),
      ]),
    ]),
  };
}

/** Signs first, then size. */
function turn({ reward, advantage }: RankedSample): number {
  const change = advantage.after === null ? reward : advantage;
  const size = Math.abs((change.after ?? change.before) - change.before);
  return (changesSign(change) ? 1e6 : 0) + size;
}

function changesSign({ before, after }: Change): boolean {
  return after !== null && Math.sign(before) !== Math.sign(after);
}

function changesRank(sample: RankedSample, measure: Measure): boolean {
  const { before, after } = sample.rank[measure];
  return sample[measure].after !== null && after !== null && before !== after;
}

/** Three digits, and no sign before a zero. */
function decimals(value: number | null): string {
  return value === null ? '–' : value.toFixed(3).replace(/^-(0\.0*)$/u, '$1');
}

function arrow({ before, after }: Change, digits: number): string {
  const shown = (value: number) => String(Number(value.toFixed(digits)));
  return `${shown(before)} → ${after === null ? '–' : shown(after)}`;
}

function groups<Sample>(
  samples: readonly Sample[],
  keyOf: (sample: Sample) => string,
): readonly (readonly Sample[])[] {
  const found = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = keyOf(sample);
    const group = found.get(key) ?? [];
    group.push(sample);
    found.set(key, group);
  }
  return [...found.values()];
}
