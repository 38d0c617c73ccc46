import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSyntheticStudy } from '../testing/synthetic-study.ts';
import { readStudyResults } from './read-results.ts';
import { renderStudyPage } from './study-page.ts';
import { studyPairs, type Study } from './study-pairs.ts';
import { studyTables } from './study-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'waltz-study-'));
let study: Study;

const made = async (seed: number): Promise<Study> => {
  const found = await studyPairs(folder, 'synthetic', seed);
  if (found === null) throw new Error('there is nothing to compare');
  return found;
};

beforeAll(async () => {
  await writeSyntheticStudy(folder, 100);
  study = await made(7);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A file as the page saves it. */
function saved(name: string, results: object | string): string {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, typeof results === 'string' ? results : JSON.stringify(results));
  return file;
}

/** What a rater said who prefers WaltzRL on the pairs that `prefers` names, and the base model on the others. */
async function rater(name: string, prefers: (pair: number) => boolean) {
  const choices = study.pairs.map(({ number, leftIs }) => ({
    pair: number,
    choice: prefers(number) === (leftIs === 'waltz') ? 'left' : 'right',
  }));
  const file = saved(name, { study: study.identity, rater: name, choices });
  return readStudyResults(file, study);
}

describe('the pairs of a study', () => {
  it('are those that differ, of every kind, in an order and on sides that the seed gives', async () => {
    expect(study.pairs).toHaveLength(48);
    expect(study.equal).toBe(20);
    expect(await made(7)).toEqual(study);
    const other = await made(8);
    expect(other.identity).not.toBe(study.identity);
    expect(other.pairs.map(({ prompt }) => prompt)).not.toEqual(
      study.pairs.map(({ prompt }) => prompt),
    );
    const onTheLeft = study.pairs.filter(({ leftIs }) => leftIs === 'waltz').length;
    expect(onTheLeft).toBeGreaterThan(12);
    expect(onTheLeft).toBeLessThan(36);
    for (const { left, right, leftIs, judge } of study.pairs) {
      const [base, waltz] = leftIs === 'base' ? [left, right] : [right, left];
      expect(base).toMatch(/^Sorry/);
      expect(waltz).toMatch(/^Turn/);
      expect(judge).toBe('waltz');
    }
    const lamps = study.pairs.map(({ prompt }) => Number(/lamp (\d+)/.exec(prompt)?.[1]));
    for (const kind of [0, 1, 2])
      expect(lamps.filter((lamp) => lamp % 3 === kind)).toHaveLength(16);
    expect(lamps).not.toEqual([...lamps].sort((one, other) => one - other));
  });

  it('are not there without an evaluation before training', async () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    expect(await studyPairs(empty, 'synthetic', 7)).toBeNull();
  });

  it('go into a page that does not know whose answer is whose, and lets no text become markup', async () => {
    const page = await renderStudyPage(study);
    expect(page).not.toMatch(/leftIs|"base"|"waltz"|judge"/);
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/https?:\/\/|@import/);
  });
});

describe('the results of a study', () => {
  it('give a win rate with its interval, and agreement between raters and with the judge', async () => {
    const [one, two] = [
      await rater('one', (pair) => pair % 4 !== 0),
      await rater('two', (pair) => pair % 2 !== 0),
    ];
    const [preferences, agreement] = studyTables(study, [one, two]);
    expect(preferences?.rows.map((row) => row.slice(0, 5))).toEqual([
      ['one', '48', '36', '0', '12'],
      ['two', '48', '24', '0', '24'],
      ['all raters', '96', '60', '0', '36'],
    ]);
    const [rate, low, high] = (preferences?.rows[0]?.[5] ?? '').split(/[^\d.]+/).map(Number);
    expect(rate).toBe(75);
    // Near Wald's for 36 of 48: 62.8 to 87.2.
    expect(low).toBeCloseTo(62.3, 0);
    expect(high).toBeCloseTo(87.7, 0);
    expect(preferences?.rows[0]?.[6]).toBe('< 0.001');
    expect(preferences?.rows[1]?.[6]).toBe('1.000');
    // They agree on 36 of 48; chance: 0.75 · 0.5 + 0.25 · 0.5.
    expect(agreement?.rows[0]?.slice(0, 3)).toEqual(['one and two', '48', '75.0']);
    expect(agreement?.rows[0]?.[3]).toMatch(/^0\.50 \(0\.2\d to 0\.7\d\)$/);
    expect(agreement?.rows[1]).toEqual(['one and the judge', '48', '75.0', '0.00 (−0.49 to 0.49)']);
  });

  it('count what was said, where a rater left early or found both equal', async () => {
    const choices = [
      { pair: 1, choice: 'equal' },
      { pair: 3, choice: study.pairs[2]?.leftIs === 'waltz' ? 'left' : 'right' },
    ];
    const file = saved('early', { study: study.identity, rater: 'early', choices });
    const [preferences, agreement] = studyTables(study, [await readStudyResults(file, study)]);
    expect(preferences?.rows[0]?.slice(0, 5)).toEqual(['early', '2', '1', '1', '0']);
    expect(agreement?.rows[0]?.slice(0, 3)).toEqual(['early and the judge', '2', '50.0']);
  });

  it.each([
    ['no JSON', 'nonsense', /holds no results of a study: give the file that its page saved/],
    ['another file', { a: 1 }, /holds no results of a study/],
    ['another study', { study: 'abc', choices: [] }, /is of the study "abc", not of [0-9a-f]{12}/],
  ])('refuses %s', async (_, results, message) => {
    await expect(readStudyResults(saved('wrong', results), study)).rejects.toThrow(message);
  });

  it('refuses a choice that there is not', async () => {
    const choices = [{ pair: 1, choice: 'top' }];
    const file = saved('wrong', { study: study.identity, choices });
    await expect(readStudyResults(file, study)).rejects.toThrow(/one of left, equal, right/);
  });
});
