import { describe, expect, it, vi } from 'vitest';
import { LineProgress } from './line-progress.ts';

function watched() {
  const lines: string[] = [];
  return { lines, progress: new LineProgress((line) => lines.push(line)) };
}

const step = (number: number, steps: number) => ({
  stage: 'stage-1',
  step: number,
  steps,
  metrics: { 'reward/feedback': 0.5, 'rate/asr': 0.25, 'length/feedback': 12 },
  seconds: 1,
});

describe('LineProgress', () => {
  it('shows a line every tenth of a stage, with the numbers that matter', () => {
    const { lines, progress } = watched();
    progress.stageStarted({ stage: 'stage-1', steps: 50, step: 0 });
    for (let number = 1; number <= 50; number++) progress.stepFinished(step(number, 50));
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('stage-1: 50 steps');
    expect(lines[10]).toBe('stage-1 50/50  f 0.500  ASR 25%');
  });

  it('shows a line every ten seconds when steps are slow', () => {
    vi.useFakeTimers();
    const { lines, progress } = watched();
    for (let number = 1; number <= 9; number++) {
      vi.advanceTimersByTime(4000);
      progress.stepFinished(step(number, 1000));
    }
    vi.useRealTimers();
    expect(lines.map((line) => line.split('  ')[0])).toEqual([
      'stage-1 3/1000',
      'stage-1 6/1000',
      'stage-1 9/1000',
    ]);
  });

  it('says where a resumed stage goes on', () => {
    const { lines, progress } = watched();
    progress.stageStarted({ stage: 'stage-2', steps: 50, step: 20 });
    expect(lines).toEqual(['stage-2: 50 steps, going on after step 20']);
  });
});
