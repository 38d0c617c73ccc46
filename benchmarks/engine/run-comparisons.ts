import { messageOf } from '@waltz/core';
import type { Comparison, Measurement } from './comparison.ts';
import { ContenderProcess, type Contender } from './contender.ts';
import { interleave, type Patience } from './interleave.ts';
import type { Request } from './protocol.ts';

/** Seconds that one answer may take; the first of a compiled peer holds its compilation. */
const ANSWER_LIMIT = 240;

/** How processes are started: on a card together, for those minutes are dear. */
type Starting = 'in turn' | 'together';

/** A piece of work for all, and what is known of it beforehand. */
export interface Task extends Omit<Comparison, 'measurements'> {
  readonly request: Request;
  /** Why a contender is spared this work; null when it is not. */
  readonly sparing?: (contender: Contender) => string | null;
}

/**
 * Starts a process for each contender, and has them do the tasks one after the other, in turns within each; tells how far
 * it has come.
 */
export async function runComparisons(
  contenders: readonly Contender[],
  tasks: readonly Task[],
  patience: Patience,
  tell: (line: string) => void,
  starting: Starting = 'in turn',
): Promise<readonly Comparison[]> {
  const seated = async (contender: Contender) => ({
    contender,
    ...(await started(contender, patience.deadline)),
  });
  const seats = starting === 'together' ? await Promise.all(contenders.map(seated)) : [];
  if (starting === 'in turn') {
    for (const contender of contenders) seats.push(await seated(contender));
  }
  const comparisons: Comparison[] = [];
  try {
    for (const { request, sparing, ...known } of tasks) {
      const asked = seats.filter(({ contender }) => contender.measures.includes(request.measure));
      const working = asked.flatMap(({ contender, process }) =>
        process !== null && (sparing?.(contender) ?? null) === null ? [{ contender, process }] : [],
      );
      const limit = Math.min(ANSWER_LIMIT, (patience.deadline - performance.now()) / 1000 + 30);
      const measured = await interleave(
        working.map(({ contender, process }) => ({
          contender: { contender: contender.name, family: contender.family },
          work: () => process.ask(request, Math.max(1, limit)),
        })),
        patience,
      );
      const measurements = asked.map(
        ({ contender, failure }): Measurement =>
          measured.find((one) => one.contender === contender.name) ?? {
            contender: contender.name,
            family: contender.family,
            seconds: [],
            peakBytes: null,
            losses: [],
            note: failure ?? sparing?.(contender) ?? null,
          },
      );
      comparisons.push({ ...known, measurements });
      tell(`${known.subject}: ${known.work}${known.at === undefined ? '' : ` ${known.at}`}`);
    }
  } finally {
    for (const { process } of seats) process?.stop();
  }
  return comparisons;
}

async function started(
  contender: Contender,
  deadline: number,
): Promise<{ readonly process: ContenderProcess | null; readonly failure: string | null }> {
  if (performance.now() > deadline) {
    return { process: null, failure: 'left out: the time was up' };
  }
  try {
    return { process: await ContenderProcess.start(contender), failure: null };
  } catch (error) {
    return { process: null, failure: messageOf(error) };
  }
}
