import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRun } from '../run/read-run.ts';
import type { RunRecord } from '../run/run-record.ts';
import { cornersOf, marks, pointsOf } from '../testing/drawn-points.ts';
import { writeSyntheticRun } from '../testing/synthetic-run.ts';
import { CHARTS } from './all-charts.ts';
import { asrOrrChart } from './asr-orr-chart.ts';
import type { Chart, ChartMaker } from './chart.ts';
import { explainedVarianceChart } from './explained-variance-chart.ts';
import { feedbackByKindChart } from './feedback-by-kind-chart.ts';
import { rewardChart } from './reward-chart.ts';
import { rewardTermChart } from './reward-term-chart.ts';
import { safetyPlaneChart } from './safety-plane-chart.ts';
import { STANDALONE_STYLE } from './style.ts';
import { timingChart } from './timing-chart.ts';

let folder: string;
let run: RunRecord;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waltz-charts-'));
  await writeSyntheticRun(folder, { stepsPerStage: 3, promptsPerStep: 2 });
  run = await readRun(folder);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function draw(make: ChartMaker, of: RunRecord = run): Chart {
  const chart = make(of, STANDALONE_STYLE);
  if (chart === null) throw new Error('the chart has no data');
  return chart;
}

describe('the plane of ASR and ORR', () => {
  it('puts each evaluation at its rates, first answer and final answer', () => {
    const { svg } = draw(safetyPlaneChart);
    const [base, afterFirst, final] = STANDALONE_STYLE.evaluations;
    const of = (className: string, colour: string) => pointsOf(svg, marks(svg, className, colour));
    expect(of('first-answer', base)).toEqual([[40, 46]]);
    expect(of('final-answer', base)).toEqual([[31, 38]]);
    expect(of('final-answer', afterFirst)).toEqual([[17, 22.5]]);
    expect(of('first-answer', final)).toEqual([[14, 21]]);
    expect(of('final-answer', final)).toEqual([[3, 7]]);
  });

  it('marks the paper’s figures as the paper’s', () => {
    const { svg, caption } = draw(safetyPlaneChart);
    expect(pointsOf(svg, marks(svg, 'paper', STANDALONE_STYLE.muted))).toEqual([
      [39, 45.3],
      [4.6, 9.9],
    ]);
    expect(caption).toContain('paper’s Llama-3.1-8B on WildJailbreak and OR-Bench-Hard');
    expect(caption).toContain('500 prompts for ASR, 500 for ORR');
  });
});

describe('ASR and ORR over training', () => {
  it('puts evaluations at the step after which they were made', () => {
    const { svg } = draw(asrOrrChart);
    const of = (className: string, colour: string) => pointsOf(svg, marks(svg, className, colour));
    expect(of('final-answer', STANDALONE_STYLE.asr)).toEqual([
      [0, 31],
      [3, 17],
      [6, 3],
    ]);
    expect(of('first-answer', STANDALONE_STYLE.orr)).toEqual([
      [0, 46],
      [3, 33.5],
      [6, 21],
    ]);
  });

  it('draws the training batches of each stage as a line of its own, in percent', () => {
    const { svg } = draw(asrOrrChart);
    const group = marks(svg, 'series', STANDALONE_STYLE.asr).slice(-1);
    const lines = cornersOf(svg, group);
    expect(lines.map(({ length }) => length)).toEqual([3, 3]);
    expect(lines.flat()).toEqual(
      run.metrics.map(({ globalStep, metrics }) => [
        globalStep,
        Math.round(1000 * (metrics['rate/asr'] ?? NaN)) / 10,
      ]),
    );
  });
});

describe('the explained variance of critics', () => {
  it('is drawn as it is, but no lower than −1', () => {
    const { svg, key } = draw(explainedVarianceChart);
    const { conversation, feedback } = STANDALONE_STYLE;
    const dots = (colour: string) =>
      svg.split('<g ').filter((group) => group.includes(`fill="${colour}"`));
    const explained = (agent: string) =>
      run.metrics.flatMap(({ globalStep, metrics }) => {
        const value = metrics[`explained-variance/${agent}`];
        return value === undefined ? [] : [[globalStep, value] as const];
      });
    const toATenth = (points: readonly (readonly [number, number])[]) =>
      points.map(([step, value]) => [step, Math.round(10 * value) / 10]);
    const [[first, worst] = [], ...others] = explained('feedback');
    expect(worst).toBeLessThan(-1);
    expect(pointsOf(svg, dots(feedback))).toEqual([[first, -1], ...toATenth(others)]);
    expect(pointsOf(svg, dots(conversation))).toEqual(toATenth(explained('conversation')));
    expect(key.map(({ label }) => label)).toEqual(['conversation agent', 'feedback agent']);
  });
});

describe('charts', () => {
  it('name stages, axes and units', () => {
    for (const make of Object.values(CHARTS).flat()) {
      if (make(run, STANDALONE_STYLE) === null) continue;
      const { svg, caption, key, id } = draw(make);
      expect(svg, id).toMatch(/x-axis label"><text[^>]*>[^<]+→</);
      expect(caption.length, id).toBeGreaterThan(20);
      expect(key.length, id).toBeGreaterThan(0);
    }
    const { svg } = draw(rewardChart);
    expect(svg).toContain('>stage-1<');
    expect(svg).toContain('>stage-2<');
    expect(svg).toContain('>training step →<');
  });

  it('give every reward of the run a line and a place in the key', () => {
    const { key } = draw(rewardTermChart);
    expect(key.map(({ label }) => label)).toEqual(['alignment', 'improvement', 'label', 'format']);
  });

  it('show feedback rates by kind with the number of prompts', () => {
    const { svg, caption, key } = draw(feedbackByKindChart);
    expect(key.map(({ label }) => label)).toEqual(['base', 'stage 1', 'final']);
    for (const kind of ['homonym-benign', 'plain-benign', 'plain-harmful', 'wrapped-harmful']) {
      expect(svg).toContain(`>${kind}<`);
    }
    expect(caption).toContain('n = 500 prompts of each kind');
  });

  it('stack the phases of each step', () => {
    const { svg, key } = draw(timingChart);
    const phases = ['sample', 'judge', 'logprobs', 'critic', 'update'];
    expect(key.map(({ label }) => label)).toEqual(phases);
    expect(new Set(key.map(({ colour }) => colour)).size).toBe(phases.length);
    expect(svg.match(/<rect /g)).toHaveLength(run.timings.length * phases.length);
  });

  it('are left out when the run has nothing for them', () => {
    const empty: RunRecord = { ...run, metrics: [], timings: [], stages: [], evaluations: [] };
    for (const make of Object.values(CHARTS).flat()) {
      expect(make(empty, STANDALONE_STYLE)).toBeNull();
    }
  });

  it('show a rate of 0 of 0 as absent, not as 0', async () => {
    const path = join(folder, 'evaluations', 'final.json');
    const whole = await readFile(path, 'utf8');
    await writeFile(path, whole.replace(/"asr": \{\s*"value": [\d.]+/, '"asr": { "value": null'));
    const [, , final] = (await readRun(folder)).evaluations;
    await writeFile(path, whole);
    expect(final?.estimates.has('asr')).toBe(false);
    expect(final?.estimates.has('orr')).toBe(true);
  });
});
