import { messageOf } from '@waltz/core';
import type { Measurement } from './comparison.ts';
import type { Reply } from './protocol.ts';

/** Somebody who can be asked to do a piece of work once. */
export interface Worker {
  readonly contender: Pick<Measurement, 'contender' | 'family'>;
  work(): Promise<Reply>;
}

export interface Patience {
  /** Repetitions that are counted; others before them warm up. */
  readonly rounds: number;
  /** How many warm up; 1 unless given. */
  readonly warmUps?: number;
  /** Seconds that a repetition may take; who takes longer is measured once. */
  readonly repetition: number;
  /** When no more repetitions are begun, as `performance.now()`. */
  readonly deadline: number;
}

/**
 * Has each worker do its work to warm up, and then all in turn, A B C A B C …: whatever the machine does besides
 * falls on all alike. Who fails is left out from then on, and its measurement says why.
 */
export async function interleave(
  workers: readonly Worker[],
  { rounds, warmUps = 1, repetition, deadline }: Patience,
): Promise<readonly Measurement[]> {
  const states = workers.map((worker) => ({ worker, ...NOTHING_YET, counted: [] as number[] }));
  type State = (typeof states)[number];
  const turn = async (state: State): Promise<number> => {
    try {
      const { seconds, loss, peakBytes } = await state.worker.work();
      state.peakBytes = Math.max(peakBytes, state.peakBytes ?? 0);
      if (loss !== undefined) state.losses = [...state.losses, loss];
      return seconds;
    } catch (error) {
      state.note = messageOf(error);
      return NaN;
    }
  };
  for (const state of states) {
    if (performance.now() > deadline) {
      state.note = 'left out: the time was up';
      continue;
    }
    for (let before = 0; before < warmUps && state.note === null; before++) await turn(state);
  }
  for (let round = 0; round < rounds; round++) {
    for (const state of states) {
      if (state.note !== null) continue;
      if (performance.now() > deadline && round > 0) continue;
      const seconds = await turn(state);
      if (!Number.isNaN(seconds)) state.counted.push(seconds);
      if (seconds > repetition) state.note = 'measured once: a repetition takes too long';
    }
  }
  return states.map(({ worker, counted, peakBytes, losses, note }) => ({
    ...worker.contender,
    seconds: counted,
    peakBytes,
    losses,
    note,
  }));
}

const NOTHING_YET: Pick<Measurement, 'peakBytes' | 'losses' | 'note'> & {
  peakBytes: number | null;
  losses: readonly number[];
  note: string | null;
} = { peakBytes: null, losses: [], note: null };
