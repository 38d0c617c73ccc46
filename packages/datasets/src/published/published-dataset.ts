import { component, type Dataset, type Prompt, type RunContext } from '@waltz/core';
import { readingOptions, type ReadingOptions } from '../prompts/reading-options.ts';
import { distinctPrompts } from '../split/distinct-prompts.ts';
import { splitByContent } from '../split/split-by-content.ts';
import { identityOf } from '../split/text-identity.ts';
import type { PublishedSet } from './published-set.ts';
import { benchmarkSets, chosenSet, trainingSets, type SetChoice } from './set-choice.ts';
import { SetReader } from './set-reader.ts';

export interface PublishedOptions extends ReadingOptions {
  readonly sets: readonly SetChoice[];
  readonly benchmarks: readonly SetChoice[];
}

/**
 * Prompts of published sets, by the names of the catalogue. `sets` are split by content; `benchmarks` stay whole, and
 * none of their texts is among the prompts of `sets`.
 */
export async function createPublishedDataset(
  options: PublishedOptions,
  { notice }: Pick<RunContext, 'notice'>,
): Promise<Dataset> {
  const sets = options.sets.map(chosenSet);
  const benchmarks = options.benchmarks.map(chosenSet);
  const reader = await SetReader.open([...sets, ...benchmarks], options, notice);

  const checks = new Map<string, NonNullable<PublishedSet['isRight']>>();
  const measured: Record<string, readonly Prompt[]> = {};
  for (const chosen of benchmarks) {
    const selected = await reader.select(chosen, new Set());
    measured[chosen.set.name] = selected;
    const { isRight } = chosen.set;
    if (isRight !== undefined) for (const { kind } of selected) checks.set(kind, isRight);
  }
  const measuredTexts = new Set(
    Object.values(measured)
      .flat()
      .map(({ text }) => identityOf(text)),
  );
  const prompts: Prompt[] = [];
  for (const chosen of sets) prompts.push(...(await reader.select(chosen, measuredTexts)));
  reader.tell();
  const split = splitByContent(distinctPrompts(prompts, notice), options);
  return {
    name: 'published',
    prompts: (side) => split[side],
    benchmarks: measured,
    isRight: (prompt, response) => checks.get(prompt.kind)?.(prompt, response) ?? null,
  };
}

export const publishedDataset = component<'dataset', PublishedOptions>('dataset', 'published', {
  summary:
    'Prompts of published sets by name: XSTest, OR-Bench, StrongREJECT, HarmBench and others.',
  options: {
    sets: {
      doc: 'To train on and hold out: names, or { set, kinds, take, … }.',
      format: trainingSets,
      default: [],
    },
    benchmarks: {
      doc: 'To evaluate on in the final evaluation, as a whole: names, or { set, kinds, take, … }.',
      format: benchmarkSets,
      default: [],
    },
    ...readingOptions,
  },
  create: createPublishedDataset,
});
