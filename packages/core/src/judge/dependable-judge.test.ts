import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ComponentFault } from '../checked/component-fault.ts';
import type { Judge, JudgedPair, Verdict } from '../contracts/judge.ts';
import { dependableJudge, type JudgeLimits } from './dependable-judge.ts';

const LIMITS: JudgeLimits = {
  batchSize: 2,
  concurrency: 2,
  attempts: 3,
  firstDelay: 1,
  timeout: 1000,
};

const pair = (response: string): JudgedPair => ({
  prompt: {
    id: 'p',
    text: 'p',
    harm: 'benign',
    adversarial: false,
    kind: '',
    source: '',
    traits: {},
  },
  response,
});

/** Helpful is what starts with a capital; every request is remembered and may be made to fail. */
class Server implements Judge {
  readonly requests: string[][] = [];
  underWay = 0;
  busiest = 0;
  readonly #behave: (request: number) => Promise<void>;

  constructor(behave: (request: number) => Promise<void> = () => sleep(2)) {
    this.#behave = behave;
  }

  async label(pairs: readonly JudgedPair[]): Promise<readonly Verdict[]> {
    this.requests.push(pairs.map(({ response }) => response));
    this.busiest = Math.max(this.busiest, ++this.underWay);
    try {
      await this.#behave(this.requests.length);
    } finally {
      this.underWay--;
    }
    return pairs.map(({ response }) => ({
      scored: true,
      unsafe: false,
      overrefuse: false,
      refusal: false,
      nonAnswer: false,
      helpful: /^[A-Z]/u.test(response),
    }));
  }
}

const helpfulness = async (judge: Judge, responses: readonly string[]) =>
  (await judge.label(responses.map(pair))).map((seen) =>
    seen.scored ? seen.helpful : seen.reason,
  );

describe('a dependable judge', () => {
  it('asks in batches, a few at a time, and answers in order', async () => {
    const server = new Server();
    const judge = dependableJudge(server, LIMITS);
    expect(await helpfulness(judge, ['A', 'b', 'C', 'd', 'E', 'f', 'G'])).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
      true,
    ]);
    expect(server.requests).toEqual([['A', 'b'], ['C', 'd'], ['E', 'f'], ['G']]);
    expect(server.busiest).toBe(2);
  });

  it('asks about the same answer once, in one call and in later ones', async () => {
    const server = new Server();
    const judge = dependableJudge(server, LIMITS);
    expect(await helpfulness(judge, ['A', 'A', 'b'])).toEqual([true, true, false]);
    expect(await helpfulness(judge, ['b', 'C'])).toEqual([false, true]);
    expect(server.requests).toEqual([['A', 'b'], ['C']]);
  });

  it('asks about one answer to two prompts twice', async () => {
    const server = new Server();
    const { prompt, response } = pair('A');
    const other = { prompt: { ...prompt, text: 'q' }, response };
    await dependableJudge(server, LIMITS).label([{ prompt, response }, other]);
    expect(server.requests).toEqual([['A', 'A']]);
  });

  it('asks again after a failure', async () => {
    const server = new Server(async (request) => {
      if (request < 3) throw new Error('busy');
    });
    expect(await helpfulness(dependableJudge(server, LIMITS), ['A'])).toEqual([true]);
    expect(server.requests).toHaveLength(3);
  });

  it('leaves unscored what fails every time, and asks about it anew the next time', async () => {
    const server = new Server(async (request) => {
      if (request <= 3) throw new Error('busy');
    });
    const judge = dependableJudge(server, LIMITS);
    expect(await helpfulness(judge, ['A', 'b'])).toEqual(
      Array(2).fill('the judge failed 3 times: Error: busy'),
    );
    expect(await helpfulness(judge, ['A'])).toEqual([true]);
  });

  it('does not wait for ever', async () => {
    const server = new Server(() => sleep(5000, undefined, { ref: false }));
    const judge = dependableJudge(server, { ...LIMITS, attempts: 2, timeout: 10 });
    const [reason] = await helpfulness(judge, ['A']);
    expect(reason).toMatch(/failed 2 times.*timed out/u);
    expect(server.requests).toHaveLength(2);
  });

  it('takes a wrong number of judgements for a failure', async () => {
    const deaf: Judge = { label: () => Promise.resolve([]) };
    const [reason] = await helpfulness(dependableJudge(deaf, LIMITS), ['A']);
    expect(reason).toContain('0 judgements came back for 1 answers');
  });

  it('asks a judge that is patient itself about all pairs, once', async () => {
    const server = Object.assign(new Server(() => sleep(30)), { isPatient: true as const });
    const judge = dependableJudge(server, { ...LIMITS, timeout: 10 });
    expect(await helpfulness(judge, ['A', 'b', 'C'])).toEqual([true, false, true]);
    expect(await helpfulness(judge, ['A'])).toEqual([true]);
    expect(server.requests).toEqual([['A', 'b', 'C']]);
  });

  it('leaves unscored, and asks no second time, where a patient judge throws all the same', async () => {
    const server = Object.assign(new Server(() => Promise.reject(new Error('busy'))), {
      isPatient: true as const,
    });
    expect(await helpfulness(dependableJudge(server, LIMITS), ['A'])).toEqual([
      'the judge failed: Error: busy',
    ]);
    expect(server.requests).toHaveLength(1);
  });

  it('lets a fault of the judge itself through at once: asking again would not mend it', async () => {
    const origin = { kind: 'judge', type: 'odd', plugin: '@lab/odd' } as const;
    const server = new Server(() => Promise.reject(new ComponentFault(origin, 'lies', 'Mend it')));
    await expect(helpfulness(dependableJudge(server, LIMITS), ['A'])).rejects.toThrow(
      'the judge "odd" of plugin @lab/odd lies. Mend it',
    );
    expect(server.requests).toHaveLength(1);
  });
});
