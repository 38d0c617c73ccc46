import type { Replica } from './replica.ts';

/**
 * Has all of `replicas` compute at once and gives what they computed, in their order. The first is this thread's: it is
 * asked last, as it computes at once. Waits for all even when one fails; then what the others made is discarded, and
 * the first failure thrown.
 */
export async function inParallel<Result>(
  replicas: readonly Replica[],
  compute: (replica: Replica, index: number) => Promise<Result>,
  discard: (result: Result) => void = () => undefined,
): Promise<readonly Result[]> {
  const started = [...replicas.entries()]
    .reverse()
    .map(([index, replica]) => compute(replica, index));
  const settled = await Promise.allSettled(started.reverse());
  const results = settled.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const failed = settled.find((end) => end.status === 'rejected');
  if (failed === undefined) return results;
  results.forEach(discard);
  throw failed.reason;
}
