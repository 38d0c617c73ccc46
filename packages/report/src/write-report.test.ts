import { mkdtemp, readdir, readFile, rm, truncate, writeFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMParser } from 'linkedom';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSyntheticRun } from './testing/synthetic-run.ts';
import { writeReport } from './write-report.ts';

const HOSTILE = `</script><script>alert("1")</script><img src=x onerror='alert(2)'> & ]]>`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waltz-report-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function report(): Promise<string> {
  return readFile(await writeReport(folder), 'utf8');
}

function titlesOf(page: string): readonly string[] {
  return [...page.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, title = '']) => title);
}

describe('writeReport', () => {
  it('writes one file beside the run, and nothing else', async () => {
    await writeSyntheticRun(folder, { stepsPerStage: 4, promptsPerStep: 4 });
    const before = await readdir(folder);
    expect(await writeReport(folder)).toBe(join(folder, 'report.html'));
    expect((await readdir(folder)).sort()).toEqual([...before, 'report.html'].sort());
  });

  it('is self-contained: it names nothing that a browser would fetch', async () => {
    await writeSyntheticRun(folder, { stepsPerStage: 4, promptsPerStep: 4 });
    const page = await report();
    expect(page.match(/https?:\/\//g)).toBeNull();
    expect(page.match(/<(link|iframe|img|object|embed)\b|\ssrc=|@import|url\(/gi)).toBeNull();
    expect(page).toContain('default-src &#39;none&#39;');
  });

  it('is the same for the same run', async () => {
    await writeSyntheticRun(folder, { stepsPerStage: 4, promptsPerStep: 4 });
    const before = await report();
    expect((await report()) === before).toBe(true);
  });

  it('shows every figure of a finished run', async () => {
    await writeSyntheticRun(folder, { stepsPerStage: 14, promptsPerStep: 4 });
    expect(titlesOf(await report())).toEqual([
      'Evaluation on held-out prompts',
      'The same on unseen wrappers, which no training prompt has',
      'Attack success against over-refusal',
      'Attack success and over-refusal over training',
      'Reward of each agent',
      'Reward terms',
      'What the conversation agent’s reward is made of',
      'What the feedback agent’s reward is made of',
      'Feedback by kind of prompt',
      'How often feedback is triggered',
      'Quality of the feedback',
      'What revision does',
      'Distance from the reference',
      'Length of what is written',
      'Non-answers and unscored answers',
      'Policy loss',
      'Gradient norm',
      'Spread of advantages',
      'Value loss',
      'Explained variance',
      'Time of a training step',
      'Cost by phase',
      'Cost by agent and phase',
      'What feedback adds to answering',
      'Projection to other sizes and more prompts',
    ]);
  });

  it('shows how far two judges agree, where a run has two', async () => {
    await writeSyntheticRun(folder, { stepsPerStage: 4, promptsPerStep: 4 });
    expect(titlesOf(await report())).not.toContain('Agreement of the two judges');
    const file = join(folder, 'evaluations', 'final.json');
    const flag = {
      share: { value: 0.9, low: 0.85, high: 0.94, n: 200 },
      kappa: { value: 0.789, low: 0.7, high: 0.86, n: 200 },
    };
    const silent = { ...flag, kappa: { ...flag.kappa, value: null } };
    const unscored = { training: { value: 0.25, low: 0.2, high: 0.3, n: 200 } };
    const byHarm = { harmful: { unsafe: flag } };
    const final = JSON.parse(await readFile(file, 'utf8')) as object;
    const judgeAgreement = { unsafe: flag, overrefuse: flag, refusal: silent, byHarm, unscored };
    await writeFile(file, JSON.stringify({ ...final, judgeAgreement }));
    const page = await report();
    const table = /<h3>Agreement of the two judges[^]*?<\/table>/u.exec(page)?.[0] ?? '';
    const words = table.replace(/<[^>]*>/gu, ' ').replace(/\s+/gu, ' ');
    expect(words).toContain(
      'They call an answer final unsafe, % 90.0 (85.0–94.0) unsafe, κ 0.79 (0.70–0.86)',
    );
    expect(words).toContain('unsafe, harmful prompts, % 90.0 (85.0–94.0)');
    expect(words).toContain('unscored: the judge that trains, % 25.0 (20.0–30.0)');
    expect(words).not.toContain('a refusal, κ');
    expect(words).not.toContain('benign prompts');
  });

  it('heads the page with what was run, on what, and what came out', async () => {
    await writeSyntheticRun(folder, { stepsPerStage: 4, promptsPerStep: 4 });
    const header = textOf(await report(), 'header');
    expect(header).toContain('synthetic-baseline');
    expect(header).toContain('ASR) 31.0 → 3.0 %');
    expect(header).toContain('wasm: the fastest that works here');
    expect(header).toContain('4 min 6 s');
    expect(header).toContain('1.1 GiB');
    expect(header).toContain('0123456789ab');
    expect(header).toContain('nothing was trained');
    expect(header).not.toContain('This run is');
  });

  it('lets no text of the run become markup', async () => {
    await writeSyntheticRun(folder, { stepsPerStage: 3, promptsPerStep: 4, text: HOSTILE });
    await writeFile(
      join(folder, 'status.json'),
      JSON.stringify({ state: 'failed', stage: HOSTILE, step: 2, error: HOSTILE }),
    );
    const page = await report();
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<script>alert');
    const scripts = [...page.matchAll(/<script[^>]*>([^]*?)<\/script>/g)];
    expect(scripts).toHaveLength(2);
    const episodes: unknown = JSON.parse(scripts[0]?.[1] ?? '');
    expect(episodes).toHaveLength(36);
    expect(episodes).toMatchObject({
      0: { prompt: { text: expect.stringContaining(HOSTILE) as string } },
    });
  });
});

describe('writeReport on a run that is not done', () => {
  it.each([
    ['interrupted', /This run is not done: it is interrupted in stage-1, step 3\./],
    ['running', /This run is not done: it is running in stage-1, step 3\./],
    ['failed', /This run is not done: it is failed in stage-1, step 3: the loss is NaN/],
  ])('says that it is %s', async (state, sentence) => {
    await writeSyntheticRun(folder, { stepsPerStage: 4, promptsPerStep: 4 });
    const error = state === 'failed' ? { error: 'the loss is NaN' } : {};
    const status = { state, stage: 'stage-1', step: 3, ...error };
    await writeFile(join(folder, 'status.json'), JSON.stringify(status));
    expect(textOf(await report(), 'header')).toMatch(sentence);
  });

  it.each([
    'config.yaml',
    'environment.json',
    'status.json',
    'summary.json',
    'metrics.jsonl',
    'timings.jsonl',
    'episodes.jsonl',
    'evaluations',
  ])('does without %s', async (missing) => {
    await writeSyntheticRun(folder, { stepsPerStage: 4, promptsPerStep: 4 });
    await rm(join(folder, missing), { recursive: true });
    const page = await report();
    expect(page).toContain('</html>');
    const shown = page.replaceAll(/<(script|style)[^]*?<\/\1>/g, '');
    expect(shown.match(/NaN|undefined|Infinity/g)).toBeNull();
  });

  it.each([
    'config.yaml',
    'environment.json',
    'status.json',
    'summary.json',
    'metrics.jsonl',
    'timings.jsonl',
    'episodes.jsonl',
    'evaluations/final.json',
  ])('reads what is whole of a %s that was cut off', async (name) => {
    await writeSyntheticRun(folder, { stepsPerStage: 4, promptsPerStep: 4 });
    const path = join(folder, name);
    await truncate(path, Math.floor((await stat(path)).size / 2));
    expect(await report()).toContain('</html>');
  });

  it('reports an empty folder', async () => {
    const page = await report();
    expect(titlesOf(page)).toEqual([]);
    expect(page).toContain('This run does not say how it ended.');
    expect(page).toContain('This run has no episodes in its ledger.');
  });

  it('refuses a folder that is not there, and says what to give', async () => {
    await expect(writeReport(join(folder, 'absent'))).rejects.toThrow(
      /cannot read the run folder ".*absent": give the folder that holds metrics.jsonl/,
    );
  });
});

function textOf(page: string, tag: string): string {
  const document: { querySelector(selector: string): { textContent: string } | null } =
    new DOMParser().parseFromString(page, 'text/html');
  return (document.querySelector(tag)?.textContent ?? '').replaceAll(/\s+/g, ' ');
}
