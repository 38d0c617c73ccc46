import { expect, it } from 'vitest';
import { phaseFigures, type TimedStep } from './phase-timings.ts';

const step = (number: number, sample: number, update: number): TimedStep => ({
  stage: 'stage-1',
  step: number,
  seconds: { sample, judge: 0.5, logprobs: 0.25, update },
  tokens: { sample: 1000, update: 400 },
});

it('takes medians over the steps after the warm-up, and each phase at its own tokens', () => {
  const steps = [step(1, 60, 60), step(2, 2, 1), step(3, 4, 3), step(4, 100, 2)];
  expect(phaseFigures(steps, 1)).toEqual([
    { stage: 'stage-1', phase: 'sample', milliseconds: 4000, tokens: 1000, tokensPerSecond: 250 },
    { stage: 'stage-1', phase: 'judge', milliseconds: 500, tokens: 1000, tokensPerSecond: 2000 },
    { stage: 'stage-1', phase: 'logprobs', milliseconds: 250, tokens: 400, tokensPerSecond: 1600 },
    { stage: 'stage-1', phase: 'update', milliseconds: 2000, tokens: 400, tokensPerSecond: 200 },
    {
      stage: 'stage-1',
      phase: 'step',
      milliseconds: 7750,
      tokens: 1400,
      tokensPerSecond: 1400 / 7.75,
    },
  ]);
});

it('keeps stages apart, and takes the mean of the two middle values', () => {
  const supervised = [0.1, 0.3].map((update, index) => ({
    stage: 'supervised',
    step: index + 1,
    seconds: { update },
    tokens: { sample: 0, update: 30 },
  }));
  const [update, whole, ...others] = phaseFigures([...supervised, step(1, 1, 1)], 0);
  expect(update).toMatchObject({ stage: 'supervised', phase: 'update', tokensPerSecond: 200 });
  expect(update?.milliseconds).toBeCloseTo(200);
  expect(whole).toMatchObject({ stage: 'supervised', phase: 'step', tokens: 30 });
  expect(others.map(({ stage }) => stage)).toEqual(Array(5).fill('stage-1'));
});

it('refuses a stage that is all warm-up', () => {
  expect(() => phaseFigures([step(1, 1, 1)], 1)).toThrow('stage-1 has no more than 1 steps');
});
