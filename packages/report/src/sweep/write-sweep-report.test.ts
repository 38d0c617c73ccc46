import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SweepRecord } from '@waltz/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSyntheticSweep } from '../testing/synthetic-sweep.ts';
import { analyseSweep, type SweepAnalysis } from './analyse-sweep.ts';
import { readSweepResults } from './sweep-results.ts';
import { writeSweepReport } from './write-sweep-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'waltz-sweep-'));
let record: SweepRecord;
let analysis: SweepAnalysis;
let page: string;
let markdown: string;

beforeAll(async () => {
  record = await writeSyntheticSweep(folder, 80);
  analysis = analyseSweep(await readSweepResults(folder));
  const paths = await writeSweepReport(folder);
  [page = '', markdown = ''] = [paths.html, paths.markdown].map((path) =>
    readFileSync(path, 'utf8'),
  );
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

function comparison(cell: string, metric: string) {
  const found = analysis.comparisons.find((one) => one.cell === cell && one.metric === metric);
  if (found === undefined) throw new Error(`${cell} is not compared in ${metric}`);
  return found;
}

describe('the analysis of a sweep', () => {
  it('finds what differs, on the seeds that both have, and nothing where nothing does', () => {
    const asr = comparison('trade', 'asr');
    expect(asr.seeds).toEqual([1, 2, 3]);
    expect(asr.prompts).toBe(80);
    expect(asr.difference.value).toBeGreaterThan(0.15);
    expect(asr.adjustedP).toBeLessThan(0.05);
    expect(asr.adjustedMcNemarP).toBeLessThan(0.001);
    expect(asr.adjustedP).toBeGreaterThanOrEqual(asr.difference.p ?? 1);
    expect(comparison('worse', 'orr').seeds).toEqual([1, 2]);
    expect(comparison('trade', 'helpfulness')).toMatchObject({
      difference: { value: 0, p: 1 },
      mcnemar: { onlyFirst: 0, onlySecond: 0, p: 1 },
    });
  });

  it('draws the front, and knows how sure it is', () => {
    const fronts = analysis.cells.map(({ name, onFront }) => [name, onFront]);
    expect(fronts).toEqual([
      ['full', true],
      ['trade', true],
      ['worse', false],
    ]);
    expect(analysis.commonSeeds).toEqual([1, 2]);
    expect(analysis.cells[0]?.frontShare).toBe(1);
    expect(analysis.cells[2]?.frontShare).toBe(0);
  });

  it('says which cells are tied', () => {
    const helpfulness = analysis.ties.find(({ metric }) => metric === 'helpfulness');
    expect(helpfulness?.groups).toEqual([['full', 'trade', 'worse']]);
    const asr = analysis.ties.find(({ metric }) => metric === 'asr');
    expect(asr?.groups.some((group) => group.includes('full') && group.includes('trade'))).toBe(
      false,
    );
  });

  it('compares nothing prompt by prompt where cells have different prompts', async () => {
    const results = await readSweepResults(folder);
    const bySeed = analyseSweep({ ...results, record: { ...record, pairBy: 'seed' } });
    expect(bySeed.comparisons).toEqual([]);
    expect(bySeed.cells[0]?.frontShare).toBeNull();
    expect(bySeed.cells[0]?.metrics.asr.value).toBe(analysis.cells[0]?.metrics.asr.value);
  });
});

describe('the report of a sweep', () => {
  it.each(['page', 'markdown'])(
    'says in its %s what is missing, how many seeds, and that it is a toy',
    (which) => {
      const text = which === 'page' ? page : markdown;
      expect(text).toContain('3 cells, seeds 1, 2, 3, 8 of 9 runs finished; baseline: full.');
      expect(text).toContain('A toy of a sweep.');
      expect(text).toContain('3 seeds say little about the next one');
      expect(text).toMatch(/worse, seed 3: failed: the .*disk.* was full/);
      expect(text).toMatch(/2 of 3/);
      expect(text).toContain('How steadily each cell was trained');
    },
  );

  it('shows its tables and figures, and asks nothing of a network', () => {
    const titles = [...page.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, title = '']) => title);
    expect(titles).toEqual([
      'Each cell over its seeds',
      'Attack success against over-refusal',
      'Which cells are tied',
      'The Pareto front of ASR and ORR',
      'Differences to full',
      'How each cell converged',
      'How steadily each cell was trained',
      'Attack success over training',
      'Reward of the feedback agent',
      'Reward of the conversation agent',
    ]);
    expect(
      page.match(/https?:\/\/|<(link|iframe|img|object|embed)\b|\ssrc=|@import|url\(/gi),
    ).toBeNull();
    expect(page).not.toContain('<disk>');
  });

  it('is written, and the same, each time, also of a sweep that has not begun', async () => {
    await writeSweepReport(folder);
    expect(readFileSync(join(folder, 'report.html'), 'utf8') === page).toBe(true);
    const empty = mkdtempSync(join(folder, 'empty-'));
    const waiting = record.cells.map((cell) => ({
      ...cell,
      runs: cell.runs.map((run) => ({ ...run, state: 'waiting' as const })),
    }));
    writeFileSync(join(empty, 'sweep.json'), JSON.stringify({ ...record, cells: waiting }));
    const paths = await writeSweepReport(empty);
    expect(readFileSync(paths.markdown, 'utf8')).toContain('full, seeds 1, 2, 3: not run yet');
  });
});
