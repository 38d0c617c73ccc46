import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSyntheticSweep } from '../testing/synthetic-sweep.ts';
import { compareRuns, type MetricComparison } from './compare-runs.ts';
import { comparisonTable } from './comparison-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'waltz-compare-'));
let metrics: readonly MetricComparison[];

beforeAll(async () => {
  await writeSyntheticSweep(folder, 80);
  metrics = await compareRuns(join(folder, 'full-1'), join(folder, 'trade-2'));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

function metric(label: string): MetricComparison {
  const found = metrics.find((one) => one.label === label);
  if (found === undefined) throw new Error(`nothing was compared in ${label}`);
  return found;
}

describe('two runs with different seeds', () => {
  it('are compared from the first to the second, prompt by prompt', () => {
    const { first, second, prompts, difference, mcnemar } = metric('ASR');
    expect(first).toBeLessThan(0.15);
    expect(second).toBeGreaterThan(0.15);
    expect(difference.value).toBeCloseTo(second - first, 12);
    expect(difference.low).toBeGreaterThan(0);
    expect(prompts).toBe(80);
    // Pairs have the second run first.
    expect(mcnemar.onlyFirst - mcnemar.onlySecond).toBe(Math.round((second - first) * 80));
  });

  it('are compared in every metric, with p corrected over all of them', () => {
    expect(metrics).toHaveLength(12);
    expect(metric('ASR').adjustedP).toBeCloseTo(12 * (metric('ASR').difference.p ?? 1), 12);
    expect(metric('helpfulness')).toMatchObject({ first: 1, second: 1, adjustedP: 1 });
  });

  it('are shown with signs and the better direction', () => {
    const { rows } = comparisonTable(metrics);
    const row = rows.find(([label]) => label === 'ASR ↓') ?? [];
    expect(row[4]).toMatch(/^\+\d+\.\d \(\+\d+\.\d to \+\d+\.\d\)$/);
    const [alone, second] = (row[6] ?? '').split(' : ').map(Number);
    expect(second).toBeGreaterThan(alone ?? Infinity);
    expect(rows.find(([label]) => label === 'FTR')).toBeDefined();
  });
});

it('is nothing where a run is compared with itself', async () => {
  const same = await compareRuns(join(folder, 'full-1'), join(folder, 'full-1'));
  expect(same.every(({ difference, adjustedP }) => difference.value === 0 && adjustedP === 1)).toBe(
    true,
  );
});
