import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BrowserPage, describeInBrowser } from '../testing/browser.ts';
import { HOSTILE, writeSyntheticStudy } from '../testing/synthetic-study.ts';
import { readStudyResults } from './read-results.ts';
import { studyOf, writeStudy } from './write-study.ts';
import type { Study } from './study-pairs.ts';

describeInBrowser('the page of a study', (program) => {
  const folder = mkdtempSync(join(tmpdir(), 'waltz-study-page-'));
  const downloads = join(folder, 'downloads');
  let study: Study;
  let url: string;
  let page: BrowserPage;

  const text = (id: string) => page.value(`document.getElementById('${id}').textContent`);
  const isShown = (id: string) => page.value(`!document.getElementById('${id}').hidden`);

  beforeAll(async () => {
    await writeSyntheticStudy(folder, 12);
    const made = await studyOf(folder);
    if (made === null) throw new Error('there is nothing to compare');
    study = made;
    url = pathToFileURL(await writeStudy(folder, study)).href;
    page = await BrowserPage.open(program);
    await page.send('Page.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
    await page.visit(url);
  }, 60_000);

  afterAll(async () => {
    await page.close();
    rmSync(folder, { recursive: true });
  });

  it('is worked by keys alone, keeps its place, and saves what the command reads', async () => {
    expect(study.pairs).toHaveLength(9);
    // The field for the name has the focus.
    for (const letter of 'Ada') await page.press(letter);
    await page.press('Enter');
    expect(await text('place')).toBe('Pair 1 of 9');
    expect(await text('prompt')).toBe(study.pairs[0]?.prompt);
    expect(await text('prompt')).toContain(HOSTILE);
    expect(await text('left')).toBe(study.pairs[0]?.left);
    expect(await text('right')).toBe(study.pairs[0]?.right);

    await page.press('ArrowRight');
    await page.press('Backspace');
    expect(await text('place')).toBe('Pair 1 of 9');
    await page.press('ArrowLeft');
    await page.press('ArrowDown');
    await page.visit(url);
    expect(await text('place')).toBe('Pair 3 of 9');
    for (let pair = 3; pair <= 9; pair++) await page.press('ArrowRight');
    expect(await isShown('end')).toBe(true);
    await page.press('ArrowRight');
    await page.press('s');
    const file = await downloaded(downloads);
    expect(file).toBe(`study-${study.identity}-Ada.json`);

    const { rater, preferences } = await readStudyResults(join(downloads, file), study);
    expect(rater).toBe('Ada');
    const right = study.pairs.map(({ leftIs }) => (leftIs === 'base' ? 'waltz' : 'base'));
    expect(preferences).toEqual([study.pairs[0]?.leftIs, 'equal', ...right.slice(2)]);
  }, 60_000);

  it('is worked by buttons too', async () => {
    await page.value(`document.getElementById('back-from-end').click()`);
    expect(await text('place')).toBe('Pair 9 of 9');
    await page.value(`document.querySelector('[data-choice=equal]').click()`);
    expect(await isShown('end')).toBe(true);
  });

  it('names every control, and fits a small screen', async () => {
    await page.press('Backspace');
    const nameless = await page.value(
      `[...document.querySelectorAll('button, input')].filter((control) => control.textContent.trim() === '' && !control.labels?.length).length`,
    );
    expect(nameless).toBe(0);
    const screen = { width: 360, height: 640, deviceScaleFactor: 1, mobile: true };
    await page.send('Emulation.setDeviceMetricsOverride', screen);
    expect(await page.value('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });

  it('runs no text of a prompt, breaks nowhere, and asks nothing of a network', async () => {
    expect(await page.value('document.title')).toMatch(/^Which answer is better\?/);
    expect(await page.value('document.images.length')).toBe(0);
    expect(page.heard).not.toContain('Runtime.exceptionThrown');
    expect(page.heard).not.toContain('Log.entryAdded');
    // The page itself, each time it was opened; a saved file is made in the page.
    expect(
      await page.value(
        `performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith('blob:')).length`,
      ),
    ).toBe(0);
  });
});

/** The name of the only file in `folder`, once it is whole. */
async function downloaded(folder: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    const names = readdirSync(folder, { withFileTypes: true }).map(({ name }) => name);
    const whole = names.find((name) => name.endsWith('.json'));
    if (whole !== undefined && readFileSync(join(folder, whole), 'utf8').endsWith('}\n'))
      return whole;
  }
  throw new Error('nothing was saved');
}
