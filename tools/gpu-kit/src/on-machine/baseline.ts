import { median } from '../../../../benchmarks/median.ts';
import { baselineTable, failureOf, runBaseline, type BaselineRun } from './baseline-run.ts';
import { allowedCores, shareCores } from './cores.ts';
import { cardBackend, rehearsalLimits, type Circumstances, type Finding } from './finding.ts';

/** How much less time the card should take than two cores. */
const TARGET = 5;

/** Runs on the card, one after another. */
const REPETITIONS = 3;

/**
 * `waltz run waltz-baseline` on the card, several times, and beside it on pairs of cores that nothing else runs on: how
 * much faster the card is, and whether it comes to the same bytes each time.
 */
export async function baseline(circumstances: Circumstances, limit: number): Promise<Finding> {
  const cores = shareCores(allowedCores());
  const overrides = ['compute.backend=native', 'compute.workers=2'];
  const [onCard, ...onProcessor] = await Promise.all([
    repeated(circumstances, limit, cores.card),
    ...cores.pairs.map(async (pair) =>
      runBaseline(
        `cores ${pair.join(' and ')}`,
        circumstances.out,
        [...overrides, ...rehearsalLimits(circumstances)],
        limit,
        pair,
      ),
    ),
  ]);
  const runs = [...onCard, ...onProcessor];
  const difference = differs(onCard) ? 'the card came to other bytes when it was repeated' : null;
  return {
    failure: [failureOf(runs), difference].filter((why) => why !== null).join('; ') || null,
    summary: [
      baselineTable(runs),
      comparisonWithCores(onCard, onProcessor),
      repetition(onCard),
    ].join('\n\n'),
    figures: { runs },
  };
}

/** On the card, until the time is up. */
async function repeated(
  circumstances: Circumstances,
  limit: number,
  cores: readonly number[],
): Promise<BaselineRun[]> {
  const ends = performance.now() + 1000 * limit;
  const overrides = [
    `compute.backend=${cardBackend(circumstances)}`,
    ...rehearsalLimits(circumstances),
  ];
  const runs: BaselineRun[] = [];
  while (runs.length < REPETITIONS) {
    const left = (ends - performance.now()) / 1000;
    if (runs.length > 0 && left < 1.2 * Math.max(...runs.map(({ seconds }) => seconds))) break;
    const name = `card, ${runs.length + 1}`;
    runs.push(await runBaseline(name, circumstances.out, overrides, left, cores));
  }
  return runs;
}

/**
 * Whether the card is as much faster as it should be, by medians, with the least and the most that single runs say. A
 * run of the processor that was stopped would have taken longer still.
 */
export function comparisonWithCores(
  card: readonly BaselineRun[],
  processor: readonly BaselineRun[],
): string {
  const target = `Target: the card takes a ${TARGET}th of the time of two cores.`;
  const failure = failureOf(card);
  if (failure !== null) return `${target} Not measured: ${failure} on the card.`;
  const [onCard, onCores] = [card, processor].map((runs) => runs.map(({ seconds }) => seconds));
  if (onCard === undefined || onCores === undefined) return target;
  const ratio = median(onCores) / median(onCard);
  const least = Math.min(...onCores) / Math.max(...onCard);
  const most = Math.max(...onCores) / Math.min(...onCard);
  const isBound = failureOf(processor) !== null;
  const outcome = ratio >= TARGET ? 'Met' : isBound ? 'Not settled' : 'Missed';
  const spread = `${least.toFixed(2)} to ${most.toFixed(2)}, n=${card.length} on the card, ${processor.length} on two cores`;
  return `${target} ${outcome}: ${isBound ? 'more than ' : ''}${ratio.toFixed(2)} times as fast (${spread}).`;
}

function repetition(card: readonly BaselineRun[]): string {
  if (card.filter(({ digest }) => digest !== null).length < 2) {
    return 'Whether it repeats to the byte: not seen, for want of time.';
  }
  return `It repeats to the byte: ${differs(card) ? 'no' : 'yes'}, ${card.length} runs of one seed.`;
}

/** Runs that ended, with other bytes. */
function differs(runs: readonly BaselineRun[]): boolean {
  return new Set(runs.flatMap(({ digest }) => digest ?? [])).size > 1;
}
