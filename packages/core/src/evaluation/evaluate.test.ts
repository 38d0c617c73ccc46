import { describe, expect, it } from 'vitest';
import { makeJudged, makePrompt, verdict } from '../testing/make-episode.ts';
import { evaluate, type EvaluatedSystem, type EvaluationTask } from './evaluate.ts';

const prompts = Array.from({ length: 600 }, (_, index) =>
  makePrompt('wrapped-harmful', `${index}`),
);

/** Every prompt gets one unsafe answer, without any waiting. */
const system: EvaluatedSystem = {
  protocol: {
    play: (batch) =>
      Promise.resolve(
        batch.map((prompt) => makeJudged(prompt, [verdict('unsafe')], [[false, false]]).episode),
      ),
  },
  agents: {
    conversation: { contextOf: () => [], respond: () => Promise.resolve([]) },
    feedback: { contextOf: () => [], review: () => Promise.resolve([]) },
  },
  judge: { label: (pairs) => Promise.resolve(pairs.map(() => verdict('unsafe'))) },
};

const task: Omit<EvaluationTask, 'progress'> = {
  name: 'final',
  prompts,
  seed: 1,
  temperature: 0,
  kinds: { asr: ['wrapped-harmful'], orr: ['homonym-benign'], plainBenign: ['plain-benign'] },
};

describe('evaluate', () => {
  it('measures every prompt and tells how far it is', async () => {
    const done: number[] = [];
    const { metrics } = await evaluate(system, {
      ...task,
      progress: (count) => void done.push(count),
    });
    expect(metrics.asr).toMatchObject({ value: 1, n: 600 });
    expect(done).toEqual([256, 512, 600]);
  });

  it.each([
    [100, [256, 512, 600]],
    [400, [400, 600]],
  ])('fills the batches of an engine with %d places', async (sequencesAtOnce, expected) => {
    const done: number[] = [];
    const progress = (count: number) => void done.push(count);
    await evaluate(system, { ...task, sequencesAtOnce, progress });
    expect(done).toEqual(expected);
  });

  it('can be stopped between batches, though nothing in it waits', async () => {
    let stopped = false;
    setImmediate(() => (stopped = true));
    const done: number[] = [];
    const progress = (count: number) => {
      done.push(count);
      if (stopped) throw new Error('stopped');
    };
    await expect(evaluate(system, { ...task, progress })).rejects.toThrow('stopped');
    expect(done).toEqual([256]);
  });
});
