import type { ModelSize, PolicyWork, TurnWork } from '@waltz/core';
import { numberAt, numbersOf, textAt } from './fields.ts';
import { isJsonObject, readJsonLines, type JsonObject } from './json-files.ts';

/** What a step or an evaluation cost. */
export interface WorkLine {
  /** The stage, or `evaluation:<name>`. */
  readonly stage: string;
  readonly work: readonly PolicyWork[];
  /** Of an evaluation: the prompts that `turns` is about; null of a step. */
  readonly prompts: number | null;
  readonly turns: readonly TurnWork[];
}

/** The lines of `timings.jsonl` that tell what was done; a run that is older than these records has none. */
export async function readWork(path: string): Promise<readonly WorkLine[]> {
  const lines: WorkLine[] = [];
  for await (const line of readJsonLines(path)) {
    const stage = textAt(line, 'stage');
    if (stage === null || !Array.isArray(line['work'])) continue;
    lines.push({
      stage,
      // Lines that are whole are as `tracker.ts` writes them.
      work: line['work'] as readonly PolicyWork[],
      prompts: numberAt(line, 'prompts'),
      turns: Array.isArray(line['turns']) ? (line['turns'] as readonly TurnWork[]) : [],
    });
  }
  return lines;
}

/** The sizes of the run's model; null where it is no transformer, or older than this record. */
export function modelSizeIn(environment: JsonObject): ModelSize | null {
  const { size } = environment;
  if (!isJsonObject(size)) return null;
  const { dim, layers, heads, kvHeads, hiddenDim, vocabularySize, maxPositions, headDim } =
    numbersOf(size);
  const isKnown =
    dim !== undefined &&
    layers !== undefined &&
    heads !== undefined &&
    kvHeads !== undefined &&
    hiddenDim !== undefined &&
    vocabularySize !== undefined &&
    maxPositions !== undefined;
  if (!isKnown) return null;
  const tieEmbeddings = size['tieEmbeddings'] === true;
  return {
    ...{ dim, layers, heads, kvHeads, hiddenDim, vocabularySize, maxPositions, tieEmbeddings },
    ...(headDim === undefined ? {} : { headDim }),
  };
}
