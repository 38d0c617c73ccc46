import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRun } from '../run/read-run.ts';
import type { RunRecord } from '../run/run-record.ts';
import { writeSyntheticRun } from '../testing/synthetic-run.ts';
import { costTables } from './cost-tables.ts';
import { operations } from './large-numbers.ts';

const folder = mkdtempSync(join(tmpdir(), 'waltz-cost-'));
let run: RunRecord;

beforeAll(async () => {
  await writeSyntheticRun(folder, { stepsPerStage: 3, promptsPerStep: 4 });
  run = await readRun(folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The row of a table with this heading; throws when there is none. */
function row(of: RunRecord, table: number, ...heading: readonly string[]): readonly string[] {
  const found = costTables(of)[table]?.rows.find((cells) =>
    heading.every((text, index) => cells[index] === text),
  );
  if (found === undefined) throw new Error(`no row ${heading.join(' ')}`);
  return found;
}

// 10 sequences of 200 + 100 tokens, of which 290 go through 84 weights, 100 to 20 more; 4000 pairs of 4·4: 116,720.
const ONCE = 2 * 84 * 290 + 2 * 20 * 100 + 4000 * 16;

describe('the cost of a run', () => {
  it('adds up each agent and phase, updates with the backward pass', () => {
    expect(ONCE).toBe(116_720);
    // Six steps of each.
    expect(row(run, 0, 'conversation', 'sample')).toEqual([
      'conversation',
      'sample',
      '1,200',
      '600',
      '3.0',
      '700 k',
      '233 k',
    ]);
    expect(row(run, 0, 'feedback', 'update').at(5)).toBe('2.10 M');
    // Three evaluations.
    expect(row(run, 0, 'feedback', 'evaluation, sample').slice(2, 5)).toEqual([
      '600',
      '300',
      '9.0',
    ]);
    expect(row(run, 0, 'all').at(4)).toBe('21.0');
  });

  it('counts critics, whose values need no projection to the vocabulary', () => {
    expect(row(run, 0, 'feedback-critic', 'values').slice(2, 6)).toEqual([
      '1,200',
      '600',
      '0.3',
      operations(6 * (ONCE - 2 * 20 * 100)),
    ]);
    expect(row(run, 0, 'feedback-critic', 'value-update').slice(2, 6)).toEqual([
      '1,200',
      '600',
      '1.2',
      operations(6 * 3 * (ONCE - 2 * 20 * 100)),
    ]);
  });

  it('compares answering with feedback with one agent alone', () => {
    expect(row(run, 1, 'first answer')).toEqual([
      'first answer',
      '10',
      '20.0',
      '10.0',
      '11.7 k',
      '100.0',
      '1.00×',
    ]);
    expect(row(run, 1, 'all').slice(5)).toEqual(['500.0', '3.00×']);
  });

  it('projects to other sizes, the model of the paper among them', () => {
    expect(row(run, 2, 'this model')).toEqual([
      'this model',
      '116',
      '5.51 M',
      '55.1 M',
      '11.7 M',
      '35.0 M',
    ]);
    expect(row(run, 2, 'Llama-3.1-8B')[1]).toBe('8.03 B');
  });

  it('says what it can of a model whose sizes are not known, and nothing of an older run', () => {
    const remote = { ...run, environment: {} };
    expect(row(remote, 0, 'all').slice(4)).toEqual(['21.0', '–', '–']);
    expect(row(remote, 1, 'all').at(-1)).toBe('3.00×');
    expect(() => row(remote, 2, 'this model')).toThrow('no row');
    expect(costTables({ ...run, work: [] })).toEqual([]);
  });
});
