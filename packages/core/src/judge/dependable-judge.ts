import {
  bulkhead,
  ExponentialBackoff,
  handleWhen,
  noJitterGenerator,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { ComponentFault } from '../checked/component-fault.ts';
import type { Judge, JudgedPair, Judgement } from '../contracts/judge.ts';

export interface JudgeLimits {
  /** Pairs of one request. */
  readonly batchSize: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Times that a request is tried in all. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; every further wait is twice as long, up to a minute. */
  readonly firstDelay: number;
  /** Milliseconds after which an attempt has failed. */
  readonly timeout: number;
}

/** What every experiment's judge gets: one that computes never feels it, one that asks a server is borne with. */
export const JUDGE_LIMITS: JudgeLimits = {
  batchSize: 64,
  concurrency: 4,
  attempts: 3,
  firstDelay: 500,
  timeout: 120_000,
};

const LONGEST_DELAY = 60_000;

/**
 * Makes a judge that may fail, such as a server, into one that loops can rely on: pairs are asked once each, in
 * batches, a few at a time, again after a failure, and what never succeeds is `Unscored`. Verdicts are remembered by
 * prompt and answer for as long as the judge lives; failures are not. A `ComponentFault` of the judge passes through.
 * A judge that is patient by itself is asked about all pairs at once, and `limits` do not touch it.
 */
export function dependableJudge(judge: Judge, limits: JudgeLimits): Judge {
  const remembered = new Map<string, Judgement>();
  const patience = wrap(
    bulkhead(limits.concurrency, Infinity),
    retry(
      handleWhen((error) => !(error instanceof ComponentFault)),
      {
        maxAttempts: limits.attempts - 1,
        backoff: new ExponentialBackoff({
          generator: noJitterGenerator,
          initialDelay: limits.firstDelay,
          maxDelay: LONGEST_DELAY,
        }),
      },
    ),
    timeout(limits.timeout, TimeoutStrategy.Aggressive),
  );

  async function askOnce(batch: readonly JudgedPair[]): Promise<readonly Judgement[]> {
    const judgements = await judge.label(batch);
    if (judgements.length === batch.length) return judgements;
    throw new Error(`${judgements.length} judgements came back for ${batch.length} answers`);
  }

  async function ask(batch: readonly JudgedPair[]): Promise<readonly Judgement[]> {
    try {
      return await (judge.isPatient ? askOnce(batch) : patience.execute(() => askOnce(batch)));
    } catch (error) {
      if (error instanceof ComponentFault) throw error;
      const times = judge.isPatient ? '' : ` ${limits.attempts} times`;
      const reason = `the judge failed${times}: ${String(error)}`;
      return batch.map(() => ({ scored: false, reason }));
    }
  }

  return {
    async label(pairs) {
      const keyed = pairs.map((pair) => [keyOf(pair), pair] as const);
      const unknown = new Map(keyed.filter(([key]) => !remembered.has(key)));
      const batches = chunk([...unknown], judge.isPatient ? unknown.size : limits.batchSize);
      const answers = await Promise.all(batches.map((batch) => ask(batch.map(([, pair]) => pair))));
      const judgements = answers.flat();
      const fresh = new Map([...unknown.keys()].map((key, index) => [key, judgements[index]]));
      for (const [key, judgement] of fresh) {
        if (judgement?.scored) remembered.set(key, judgement);
      }
      return keyed.map(([key]) => {
        const judgement = remembered.get(key) ?? fresh.get(key);
        return judgement ?? { scored: false, reason: 'the judge gave no judgement' };
      });
    },
  };
}

function keyOf({ prompt, response }: JudgedPair): string {
  return JSON.stringify([prompt, response]);
}

function chunk<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = items.length === 0 ? 0 : Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
