import { setImmediate } from 'node:timers/promises';
import { WorkerThread } from './worker-thread.ts';

/** Floating-point operations below which a share of a call is not worth a message to a worker. */
const LEAST_SHARE = 5e7;

/** Operations that are seen before workers are started: what is over within a second or so does without them. */
const START_AFTER = 5e9;

/** Who takes part in a call: results do not depend on it. */
export interface Team {
  /** Workers that share a call of `operations`, beside this thread: one fewer than a power of two. */
  workersFor(operations: number): Promise<readonly WorkerThread[]>;
}

/** All of `count` replicas, always; the first call waits for the workers to start. */
export function wholeTeam(backend: string, count: number): Team {
  const workers = workersOf(backend, count);
  return {
    async workersFor() {
      await Promise.all(workers.map((worker) => worker.ready()));
      return workers;
    },
  };
}

/** As many of `count` replicas as have started and are worth it. Nobody waits for a worker to start. */
export function thriftyTeam(backend: string, count: number): Team {
  let seen = 0;
  let workers: readonly WorkerThread[] = [];
  return {
    async workersFor(operations) {
      seen += operations;
      if (seen < START_AFTER) return [];
      if (workers.length === 0) workers = workersOf(backend, count);
      for (const worker of workers) worker.assertAlive();
      // A thread that computes without a pause never hears that a worker has started.
      if (workers.some((worker) => !worker.hasStarted)) await setImmediate();
      const started = workers.filter((worker) => worker.hasStarted);
      const worthwhile = Math.min(started.length + 1, operations / LEAST_SHARE);
      return started.slice(0, powerOfTwo(worthwhile) - 1);
    },
  };
}

/** The largest power of two that is not above `limit`, 1 at least. */
export function powerOfTwo(limit: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(limit)));
}

/** The workers of this process, by backend: engines share them, as they share the memory of a backend. */
const employed = new Map<string, readonly WorkerThread[]>();

/** Starts what workers are missing for `count` replicas, of which this thread is the first. */
function workersOf(backend: string, count: number): readonly WorkerThread[] {
  const known = employed.get(backend) ?? [];
  const healthy = known.every((worker) => worker.isAlive) ? known : [];
  const missing = Array.from(
    { length: Math.max(0, count - 1 - healthy.length) },
    (_, index) => new WorkerThread(`worker ${healthy.length + index + 2} (${backend})`, backend),
  );
  const workers = [...healthy, ...missing];
  employed.set(backend, workers);
  return workers.slice(0, count - 1);
}
