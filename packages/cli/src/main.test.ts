import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareRun } from './prepare-run.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { TINY_WORLD, waltz, WaltzProcess } from './testing/waltz-process.ts';

const TINY_BASE = join(TINY_WORLD, 'experiments/tiny-base.yaml');

/** Milliseconds for a test of several runs on a busy machine. */
const MANY_RUNS = 240_000;

/** The only run of `experiment` below `folder`. */
async function runIn(folder: string, experiment = 'tiny'): Promise<string> {
  const identities = await readdir(join(folder, experiment));
  expect(identities).toHaveLength(1);
  return join(folder, experiment, String(identities[0]));
}

async function statusOf(run: string): Promise<unknown> {
  return JSON.parse(await readFile(join(run, 'status.json'), 'utf8')) as unknown;
}

describe('the command line', () => {
  it('explains itself', async () => {
    const { code, output } = await waltz(['--help']);
    expect(code).toBe(0);
    for (const command of ['run', 'resume', 'eval', 'plugins', 'validate', 'report']) {
      expect(output).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    }
  });

  it('ends with code 2 and no stack when it is used wrongly', async () => {
    const { code, output } = await waltz(['run', 'tinny', 'seed=2']);
    expect(output).toMatch(
      /^waltz: there is no experiment "tinny"; experiments\/ has: tiny, tiny-base, tiny-sweep\. Did you mean "tiny"\?$/m,
    );
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });
});

describe('waltz validate', () => {
  it('checks every file, also after a wrong one', async () => {
    const wrong = join(temporaryFolder(), 'wrong.yaml');
    await writeFile(wrong, 'sed: 1\n');
    const { code, output } = await waltz(['validate', wrong, 'tiny', 'experiments/tiny-base.yaml']);
    expect(output).toMatch(/wrong\.yaml:1:1: sed: unknown key/);
    expect(output).toMatch(/valid +tiny \(stages: stage-1, stage-2\)/);
    expect(output).toMatch(/valid +tiny-base/);
    expect(code).toBe(2);
  });
});

describe('waltz plugins', () => {
  it('shows each option with its default and its meaning', async () => {
    const { code, output } = await waltz(['plugins', 'protocol', '--plugin', './tiny-plugin.ts']);
    expect(code).toBe(0);
    expect(output).toMatch(/collaboration \(@waltz\/agents\)/);
    expect(output).toMatch(/tiny \(tiny\)\s+One review\./);
    expect(output).toMatch(/rounds\s+│ 1\s+│ 0, 1, 2, 3 or more\s+│ Reviews\./);
  });
});

describe('waltz run', () => {
  it(
    'makes the base model, trains, evaluates, and ends with the table and the report',
    async () => {
      const folder = temporaryFolder();
      const words = ['run', 'tiny', `run.folder=${folder}`];
      const first = await waltz(words);
      expect(first.output).toMatch(/base model tiny-base \(seed 1\): not there yet/);
      expect(first.output).toMatch(/│ ASR +│ [\d.]+% \([\d.]+–[\d.]+\)/);
      expect(first.output).toMatch(/│ base +│ stage-1 +│ final +│/);
      const run = await runIn(folder);
      expect(first.output).toContain(`report: ${join(run, 'report.html')}`);
      expect(first.code).toBe(0);
      expect(await readdir(run)).toEqual(
        expect.arrayContaining([
          'config.yaml',
          'environment.json',
          'metrics.jsonl',
          'report.html',
          'summary.json',
          'weights',
        ]),
      );
      expect(await statusOf(run)).toEqual({ state: 'done', stage: 'stage-2', step: 6 });

      await rm(join(run, 'report.html'));
      const second = await waltz(words);
      expect(existsSync(join(run, 'report.html'))).toBe(true);
      expect(second.output).toContain('This run is finished already');
      expect(second.output).toMatch(/│ ASR +│/);
      expect(second.code).toBe(0);

      const refused = await waltz([...words, 'run.ifExists=fail']);
      expect(refused.output).toMatch(/is there already \(done\), and run\.ifExists is fail/);
      expect(refused.code).toBe(2);

      const other = await waltz([...words, 'reward.alpha=0.3', 'limits.steps=1', '+limits.x=1']);
      expect(other.output).toMatch(/limits\.x: unknown key/);
      const reused = await waltz([...words, 'reward.alpha=0.3', 'stages.stage-1.steps=1']);
      expect(reused.output).toMatch(/base model tiny-base \(seed 1\): taken from /);
      expect(await readdir(join(folder, 'tiny'))).toHaveLength(2);

      await waltz([...words, 'seed=2']);
      const table = await waltz(['table', join(folder, 'tiny')]);
      expect(table.output).toMatch(
        /reward\.alpha=0\.65 stages\.stage-1\.steps=6\*\*: 2 seeds: 1, 2;/,
      );
      expect(table.output).toMatch(/reward\.alpha=0\.3 stages\.stage-1\.steps=1\*\*: seed 1;/);
      expect(table.output).toMatch(/\| ASR +\| +[\d.]+ ± [\d.]+ \([\d.]+–[\d.]+\) \|/);

      const again = await waltz(['eval', run]);
      expect(again.output).toMatch(/│ final +│/);
      expect(again.code).toBe(0);
      const reported = await waltz(['report', run]);
      expect(reported.output).toContain(join(run, 'report.html'));
    },
    MANY_RUNS,
  );

  it(
    'stops after its step on Ctrl-C, and resumes to what an unbroken run comes to',
    async () => {
      const steps = 'stages.stage-2.steps=150';
      const broken = temporaryFolder();
      const running = new WaltzProcess(['run', 'tiny', steps, `run.folder=${broken}`]);
      await running.printed(/stage-2 15\/150/);
      const run = await runIn(broken);

      running.send('SIGINT');
      const { code, output } = await running.ended;
      expect(output).toMatch(/Stopping after this step/);
      expect(output).toContain(`waltz resume ${run}`);
      expect(code).toBe(130);
      expect(await statusOf(run)).toMatchObject({ state: 'interrupted', stage: 'stage-2' });

      const resumed = await waltz(['resume', run]);
      expect(resumed.output).toMatch(/stage-2: 150 steps, going on after step \d+/);
      expect(resumed.code).toBe(0);

      const whole = temporaryFolder();
      await waltz(['run', 'tiny', steps, `run.folder=${whole}`]);
      const unbroken = await runIn(whole);
      for (const file of ['metrics.jsonl', 'episodes.jsonl', 'weights/feedback.safetensors']) {
        const [one, other] = await Promise.all(
          [run, unbroken].map((path) => readFile(join(path, file))),
        );
        expect(one?.equals(other ?? Buffer.of()), file).toBe(true);
      }
    },
    MANY_RUNS,
  );

  it('leaves a run alone that another process has', async () => {
    const folder = temporaryFolder();
    const words = ['run', 'tiny-base', `run.folder=${folder}`];
    const { folder: run } = await prepareRun(TINY_BASE, words.slice(2));
    await mkdir(run.path, { recursive: true });
    await writeFile(run.file('lock.json'), JSON.stringify({ pid: process.pid, host: hostname() }));
    const { code, output } = await waltz(words);
    expect(output).toContain(`is in use by process ${process.pid}`);
    expect(code).toBe(1);
  });

  it('waits for a base model that another process is making', async () => {
    const words = ['run', 'tiny', `run.folder=${temporaryFolder()}`, 'stages.stage-1.steps=1'];
    const both = await Promise.all([waltz(words), waltz([...words, 'reward.alpha=0.3'])]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const outputs = both.map(({ output }) => output);
    expect(outputs.filter((output) => /^supervised 20\/20/m.test(output))).toHaveLength(1);
    expect(outputs.filter((output) => output.includes(': taken from '))).toHaveLength(1);
  });

  it('keeps the values of secrets out of all that it prints and writes', async () => {
    const folder = temporaryFolder();
    const { code, output } = await waltz(
      ['run', 'tiny-base', 'judge.password=${env:PASSWORD}', `run.folder=${folder}`],
      { PASSWORD: 'open-sesame' },
    );
    expect(code).toBe(0);
    expect(output).toContain('the judge got in with ${env:PASSWORD}');
    const run = await runIn(folder, 'tiny-base');
    const files = await readdir(run, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')),
    );
    expect(texts.join('')).toContain('${env:PASSWORD}');
    const again = await waltz(['eval', run], { PASSWORD: 'open-sesame' });
    expect(again.output).toContain('the judge got in with ${env:PASSWORD}');
    expect(`${output}${texts.join('')}${again.output}`).not.toContain('open-sesame');
    await rm(join(run, 'weights'), { recursive: true });
    const unfinished = await waltz(['eval', run], { PASSWORD: 'open-sesame' });
    expect(unfinished.output).toMatch(/has no final weights: .* go on with: npx waltz resume /);
    expect(unfinished.code).toBe(2);
  });

  it('says what to do when the run folder cannot be made', async () => {
    const file = join(temporaryFolder(), 'file');
    await writeFile(file, '');
    const { code, output } = await waltz(['run', 'tiny-base', `run.folder=${file}`]);
    expect(output).toMatch(/cannot write \S*file\S*: a file stands where a folder is needed/);
    expect(code).toBe(1);
  });

  it.runIf(existsSync('/dev/full'))('says what to do when the disk is full', async () => {
    const folder = temporaryFolder();
    const { folder: run } = await prepareRun(TINY_BASE, [`run.folder=${folder}`]);
    await mkdir(run.path, { recursive: true });
    await symlink('/dev/full', run.file('log.txt'));
    const { code, output } = await waltz(['run', 'tiny-base', `run.folder=${folder}`]);
    expect(output).toMatch(/cannot write \S*log\.txt: the disk is full: free some space/);
    expect(await statusOf(run.path)).toMatchObject({ state: 'failed' });
    expect(code).toBe(1);
  });
});
