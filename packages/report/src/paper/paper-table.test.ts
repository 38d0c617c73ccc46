import { join } from 'node:path';
import { loadSweep, type EvaluationResult } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import type { MeasuredCells } from './measured-cells.ts';
import { MEASURES, type CellName } from './paper-row.ts';
import { paperTables } from './paper-table.ts';
import { judgeClaim, PATTERN_CLAIMS } from './pattern-claims.ts';
import { CELLS, PAPER_TABLES } from './published-results.ts';

const rate = (value: number) => ({ value, low: 0, high: 1, n: 100 });

/** What of an evaluation these tests set; the code under test reads no more of it. */
interface Rates {
  readonly asr?: number;
  readonly orr?: number;
  readonly labelAccuracy?: number;
}

function evaluation({ asr = 0.5, orr = 0.5, labelAccuracy = 0.5 }: Rates): EvaluationResult {
  const half = rate(0.5);
  return {
    asr: rate(asr),
    orr: rate(orr),
    f1: half,
    ftr: half,
    ftrPlainBenign: half,
    ftrByKind: { 'wrapped-harmful': half, 'homonym-benign': half },
    labelAccuracy: rate(labelAccuracy),
    labelAccuracyByKind: {},
    jsonErrorRate: half,
    helpfulness: half,
    firstResponse: { asr: half, orr: half },
    nonAnswer: half,
    nonAnswerByKind: {},
    improved: half,
    worsened: half,
    unscored: half,
  };
}

/** Cells with the rates of each seed, from seed 1. */
function cellsWith(...measured: readonly (readonly [CellName, readonly Rates[]])[]): MeasuredCells {
  return new Map(
    measured.map(([{ sweep, cell }, bySeed]) => [
      JSON.stringify([sweep, cell]),
      new Map(bySeed.map((rates, index) => [index + 1, evaluation(rates)])),
    ]),
  );
}

const claim = (start: string) => {
  const found = PATTERN_CLAIMS.find(({ statement }) => statement.startsWith(start));
  if (found === undefined) throw new Error(`there is no claim "${start}…"`);
  return found;
};

describe('a pattern claim', () => {
  const single = (orr: readonly number[]) =>
    [
      [CELLS.single, orr.map(() => ({ orr: 0.1 }))],
      [CELLS.singleSafeguard, orr.map((value) => ({ orr: value }))],
      [CELLS.base, orr.map(() => ({ orr: 0.4 }))],
      [CELLS.baseSafeguard, orr.map((_, index) => ({ orr: 0.45 + index / 1000 }))],
    ] as const;

  it.each([
    ['holds', [0.2, 0.21, 0.19]],
    ['does not hold', [0.05, 0.04, 0.06]],
    ['open', [0.2, 0.05, 0.12]],
    ['open', [0.2]],
  ] as const)('%s where the ORR of the seeds is %j', (verdict, orr) => {
    expect(judgeClaim(claim('Safeguards'), cellsWith(...single(orr))).verdict).toBe(verdict);
  });

  it('takes differences within seeds: a spread that both cells share is no spread', () => {
    const cells = cellsWith(
      [CELLS.single, [0.1, 0.5, 0.9].map((orr) => ({ orr, asr: orr }))],
      [CELLS.waltz, [0.05, 0.46, 0.84].map((orr) => ({ orr, asr: orr }))],
    );
    const { verdict, differences } = judgeClaim(claim('WaltzRL is safer'), cells);
    expect(verdict).toBe('holds');
    expect(differences.map(({ value }) => value)).toEqual([
      expect.closeTo(0.05, 12),
      expect.closeTo(0.05, 12),
    ]);
  });

  it('uses only the seeds that both cells have, and none is open', () => {
    const cells = cellsWith(
      [CELLS.single, [{ orr: 0.3 }, { orr: 0.3 }, { orr: 0.9 }]],
      [CELLS.waltz, [{ orr: 0.1 }, { orr: 0.1 }]],
    );
    expect(judgeClaim(claim('WaltzRL is safer'), cells).differences[1]?.n).toBe(2);
    expect(judgeClaim(claim('Oracle'), cells)).toMatchObject({
      verdict: 'open',
      differences: [{ value: null }],
    });
  });

  it('sums four cells with their signs', () => {
    const cells = cellsWith(
      [CELLS.base, [{ asr: 0.4, orr: 0.5 }]],
      [CELLS.oracle, [{ asr: 0.1, orr: 0.3 }]],
    );
    expect(judgeClaim(claim('Oracle'), cells).differences[0]?.value).toBeCloseTo(0.3 - 0.2, 12);
  });

  it('allows a fall within its margin', () => {
    const accuracies = (after: number) =>
      cellsWith(
        [CELLS.waltz, [0, 0.001].map((more) => ({ labelAccuracy: after + more }))],
        [CELLS.withoutStage2, [0, 0].map(() => ({ labelAccuracy: 0.9 }))],
        [CELLS.noAdditiveLabel, [0, 0.001].map((more) => ({ labelAccuracy: 0.8 + more }))],
        [CELLS.noLabel, [0, 0].map(() => ({ labelAccuracy: 0.5 }))],
      );
    expect(judgeClaim(claim('The gate'), accuracies(0.88)).verdict).toBe('holds');
    expect(judgeClaim(claim('The gate'), accuracies(0.8)).verdict).toBe('does not hold');
  });
});

describe('the tables', () => {
  it.each(Object.values(CELLS))('find $cell in the sweep $sweep', ({ sweep, cell }) => {
    const file = join(import.meta.dirname, '../../../../experiments', `${sweep}.yaml`);
    expect(loadSweep(file, [])?.config.cells.map(({ name }) => name)).toContain(cell);
  });

  it('set what is claimed beside what is measured, in columns of their own', () => {
    const text = paperTables(cellsWith([CELLS.waltz, [{ asr: 0.01 }, { asr: 0.03 }]]));
    const line = text.split('\n').find((row) => row.startsWith('| 7 WaltzRL')) ?? '';
    // Mean 2, deviation √2; 12.706 · 1.414 / √2 = 12.7.
    expect(line.split('|').map((cell) => cell.trim())).toEqual([
      '', '7 WaltzRL', '4.6', '2.0 ± 12.7', '9.9', '50.0 ± 0.0', '94.3', '50.0 ± 0.0', '2', '',
    ]); // prettier-ignore
    const unmeasured = text.split('\n').find((row) => row.startsWith('| 1 base')) ?? '';
    expect(unmeasured).toMatch(/\| +39\.0 \| +– \| +45\.3 \| +– \| +73\.9 \| +– \| +0 *\|$/);
  });

  it('claim nothing outside 0 to 100, and nothing that no column shows', () => {
    for (const { measures, rows } of PAPER_TABLES) {
      for (const { claimed = {} } of rows) {
        expect(measures).toEqual(expect.arrayContaining(Object.keys(claimed)));
        for (const value of Object.values(claimed)) expect(value).toBeLessThanOrEqual(100);
      }
      for (const measure of measures) expect(MEASURES[measure].label).not.toBe('');
    }
  });
});
