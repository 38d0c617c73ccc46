import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secrets } from '../config/secrets.ts';
import { folderWith, temporaryFolder } from '../testing/temporary-folder.ts';
import { tinyConfig } from '../testing/tiny-experiment.ts';
import { describeEnvironment } from './run-environment.ts';
import { RunFolder, runFolderPath } from './run-folder.ts';

const silent = (text: string) => text;

describe('RunFolder', () => {
  it('lies below run.folder, by experiment and identity', () => {
    const config = { ...tinyConfig, run: { folder: '/data/runs', ifExists: 'resume' } as const };
    expect(runFolderPath(config, '0123456789ab')).toBe('/data/runs/tiny/0123456789ab');
  });

  it('is made, with the folders above it, and taken for one process', async () => {
    const folder = new RunFolder(join(temporaryFolder(), 'runs', 'tiny', 'x'));
    expect(folder.exists).toBe(false);
    const lock = await folder.open();
    await expect(folder.open()).rejects.toThrow('is in use');
    await folder.writeConfig(tinyConfig);
    expect(folder.exists).toBe(true);
    await lock.release();
  });

  it('keeps the resolved config', async () => {
    const folder = new RunFolder(temporaryFolder());
    const judge = { type: 'remote', key: '${env:KEY}' };
    await folder.writeConfig({ ...tinyConfig, judge });
    expect(await folder.readConfig()).toEqual({
      ...tinyConfig,
      judge,
    });
  });

  it('keeps status and environment', async () => {
    const folder = new RunFolder(temporaryFolder());
    expect([await folder.readStatus(), await folder.readEnvironment()]).toEqual([null, null]);
    const status = { state: 'failed', stage: 'stage-1', step: 3, error: 'out of order' } as const;
    const environment = describeEnvironment({
      backend: { name: 'numbers', reason: 'they work' },
      workers: { count: 1, reason: 'that is enough' },
      versions: { waltz: '0.1.0' },
      experimentFolder: temporaryFolder(),
      baseWeights: null,
      overrides: ['seed=2'],
    });
    await folder.writeStatus(status);
    await folder.writeEnvironment(environment);
    expect(await folder.readStatus()).toEqual(status);
    expect(await folder.readEnvironment()).toEqual(environment);
    expect(environment).toMatchObject({ node: process.version, gitCommit: null });
  });

  it('names a file that is damaged', async () => {
    const folder = new RunFolder(
      folderWith({
        'status.json': '{"state":"dreaming"}',
        'environment.json': '{',
        'summary.json': 'x',
      }),
    );
    await expect(folder.readStatus()).rejects.toThrow(
      `${folder.file('status.json')} is damaged (this is not the status of a run)`,
    );
    await expect(folder.readEnvironment()).rejects.toThrow('environment.json is damaged');
    await expect(folder.readSummary()).rejects.toThrow('summary.json is damaged');
  });

  it('clears what a run left, and nothing else', async () => {
    const folder = new RunFolder(
      folderWith({
        'config.yaml': '',
        'checkpoints/00000001/state.json': '',
        'metrics.jsonl': '',
        'notes.md': 'mine',
      }),
    );
    const lock = await folder.open();
    await folder.clear();
    await lock.release();
    expect(readdirSync(folder.path)).toEqual(['notes.md']);
  });

  it('says what to do when it cannot be made', async () => {
    const root = folderWith({ runs: 'a file' });
    await expect(new RunFolder(join(root, 'runs', 'x')).open()).rejects.toThrow(
      /cannot write \S*runs\/x: a file stands where a folder is needed/,
    );
  });

  it('keeps secrets out of the log', () => {
    const secrets = new Secrets({ KEY: 'open sesame' });
    const folder = new RunFolder(temporaryFolder());
    secrets.resolve('${env:KEY}');
    folder.log(secrets.redact).write('the judge said: open sesame\nand more');
    const text = readFileSync(folder.file('log.txt'), 'utf8');
    expect(text).toMatch(/^\d{4}-\d\d-\d\dT\S+Z the judge said: \$\{env:KEY\}\n {2}and more\n$/);
  });

  it.runIf(existsSync('/dev/full'))('says so when the log meets a full disk', () => {
    const folder = new RunFolder(temporaryFolder());
    symlinkSync('/dev/full', folder.file('log.txt'));
    expect(() => folder.log(silent).write('x')).toThrow(
      /cannot write \S*log\.txt: the disk is full/,
    );
  });
});
