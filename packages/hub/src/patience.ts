import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds to wait before a request is made again. */
const PAUSES: readonly number[] = [1000, 4000, 16_000];

/** What a later try may mend: a server that is busy or ill, a connection that broke. */
export class PassingFailure extends Error {}

/** Tries again after each pause, as long as a later try may help. */
export async function withPatience<T>(
  attempt: () => Promise<T>,
  [wait, ...later]: readonly number[] = PAUSES,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof PassingFailure) || wait === undefined) throw error;
    await pause(wait);
    return withPatience(attempt, later);
  }
}
