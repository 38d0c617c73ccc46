import type { RandomStream } from '../random/random-stream.ts';
import { crossedMean, drawCounts, type CrossedOutcomes } from './crossed-outcomes.ts';
import { RESAMPLES } from './paired-bootstrap.ts';

/** Two rates of one system, of both of which less is better. */
export interface RatePair {
  readonly asr: number;
  readonly orr: number;
}

/** `[point]` whether no other point is at least as good in both rates and better in one. */
export function onParetoFront(points: readonly RatePair[]): readonly boolean[] {
  return points.map((point) => !points.some((other) => dominates(other, point)));
}

function dominates(one: RatePair, other: RatePair): boolean {
  const noWorse = one.asr <= other.asr && one.orr <= other.orr;
  return noWorse && (one.asr < other.asr || one.orr < other.orr);
}

/** What a system did on the prompts of each rate; the seeds of all systems and of both rates are the same. */
export interface RateOutcomes {
  readonly asr: CrossedOutcomes;
  readonly orr: CrossedOutcomes;
}

/**
 * `[system]` the share of resamples in which the system is on the front: seeds are drawn with replacement, and the prompts
 * of each rate, the same ones for every system. Null without outcomes of both rates, or fewer than two seeds, which tell
 * nothing of what another seed would have given.
 */
export function paretoShares(
  systems: readonly RateOutcomes[],
  stream: RandomStream,
  resamples = RESAMPLES,
): readonly number[] | null {
  const [first] = systems;
  if (first === undefined || first.asr.length < 2) return null;
  const counts = systems.map(() => 0);
  for (let resample = 0; resample < resamples; resample++) {
    const seeds = drawCounts(first.asr.length, stream);
    const asrPrompts = drawCounts(first.asr[0]?.length ?? 0, stream);
    const orrPrompts = drawCounts(first.orr[0]?.length ?? 0, stream);
    const points = systems.flatMap(({ asr, orr }) => {
      const pair = {
        asr: crossedMean(asr, seeds, asrPrompts),
        orr: crossedMean(orr, seeds, orrPrompts),
      };
      return pair.asr === null || pair.orr === null ? [] : [{ asr: pair.asr, orr: pair.orr }];
    });
    if (points.length < systems.length) return null;
    onParetoFront(points).forEach((isOnFront, system) => {
      counts[system] = (counts[system] ?? 0) + Number(isOnFront);
    });
  }
  return counts.map((count) => count / resamples);
}
