import type { RandomStream } from '../random/random-stream.ts';

/**
 * `[seed][prompt]`: what came of each prompt in the run of each seed, for example 1 where an attack succeeded; null where
 * the judge gave no verdict. Seeds and prompts are crossed: every row has the same prompts in the same order.
 */
export type CrossedOutcomes = readonly (readonly (number | null)[])[];

/** How often each of `count` things is drawn when `count` of them are drawn with replacement. */
export function drawCounts(count: number, stream: RandomStream): readonly number[] {
  const counts = new Array<number>(count).fill(0);
  for (let drawn = 0; drawn < count; drawn++) {
    // 32 random bits: the bias is below count / 2³², and a bootstrap draws millions.
    const index = Math.floor(stream.uniform() * count);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

/**
 * The mean over seeds of each seed's mean over its prompts, seeds and prompts counted as often as they were drawn (once
 * each without counts). A seed without any drawn outcome is left out; null when that leaves none.
 */
export function crossedMean(
  outcomes: CrossedOutcomes,
  seedCounts?: readonly number[],
  promptCounts?: readonly number[],
): number | null {
  let sum = 0;
  let weight = 0;
  outcomes.forEach((row, seed) => {
    const seedCount = seedCounts?.[seed] ?? 1;
    const mean = seedCount === 0 ? null : rowMean(row, promptCounts);
    if (mean === null) return;
    sum += seedCount * mean;
    weight += seedCount;
  });
  return weight === 0 ? null : sum / weight;
}

function rowMean(row: readonly (number | null)[], counts?: readonly number[]): number | null {
  let sum = 0;
  let weight = 0;
  for (let prompt = 0; prompt < row.length; prompt++) {
    const outcome = row[prompt] ?? null;
    if (outcome === null) continue;
    const count = counts === undefined ? 1 : (counts[prompt] ?? 0);
    sum += count * outcome;
    weight += count;
  }
  return weight === 0 ? null : sum / weight;
}
