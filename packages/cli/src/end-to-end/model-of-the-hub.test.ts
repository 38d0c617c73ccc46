import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEnvironment } from '@waltz/core';
import { startHub, type TestHub } from '@waltz/hub/testing';
import { writeTinyLlama } from '@waltz/models/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waltz, WaltzProcess } from '../testing/waltz-process.ts';
import { onlyRun } from './small-experiment.ts';

const EXPERIMENT = join(import.meta.dirname, 'experiments/from-hub.yaml');
const OFFLINE = 'http://127.0.0.1:1';
const TOKEN = 'hf_a-secret-token';

const root = mkdtempSync(join(tmpdir(), 'waltz-model-of-the-hub-'));
const model = join(root, 'model');
const cache = join(root, 'cache/waltz/models/hugging-face/open/llama');

let hub: TestHub;
beforeAll(async () => {
  await writeTinyLlama(model);
  writeFileSync(join(model, 'pytorch_model.bin'), 'the same weights again');
  hub = await startHub({ llama: model });
});
afterAll(() => {
  hub.stop();
  rmSync(root, { recursive: true });
});

const environmentOf = (endpoint: string) => ({
  ...{ HF_ENDPOINT: endpoint, HF_TOKEN: TOKEN, XDG_CACHE_HOME: join(root, 'cache') },
});
const wordsOf = (runs: string, ...others: string[]) => [
  ...['run', EXPERIMENT, `run.folder=${join(root, runs)}`, ...others],
];
function commitOf(runs: string): string | undefined {
  const file = join(onlyRun(join(root, runs), 'from-hub'), 'environment.json');
  const { revisions } = JSON.parse(readFileSync(file, 'utf8')) as RunEnvironment;
  return revisions?.['open/llama@main'];
}
const QUICK = 'limits.steps=1';

it('is fetched for a run, which keeps to its commit though the branch moves and the network is gone', async () => {
  const begun = new WaltzProcess(wordsOf('moved'), environmentOf(hub.address));
  await begun.printed(/supervised \d+\/40/u);
  begun.send('SIGINT');
  const interrupted = await begun.ended;
  expect(interrupted.output).toMatch(/fetched open\/llama\/model-00001-of-\d+\.safetensors from/u);
  const commit = commitOf('moved');
  expect(commit).toMatch(/^[0-9a-f]{40}$/u);
  const fetched = readdirSync(join(cache, String(commit)));
  expect(fetched).toEqual(expect.arrayContaining(['config.json', 'tokenizer.json']));
  expect(fetched).not.toContain('pytorch_model.bin');

  writeFileSync(join(model, 'README.md'), '# Another commit');
  const later = await waltz(wordsOf('later', QUICK), environmentOf(hub.address));
  expect(later.code, later.output).toBe(0);
  expect(commitOf('later')).not.toBe(commit);

  const run = onlyRun(join(root, 'moved'), 'from-hub');
  const resumed = await waltz(['resume', run], environmentOf(OFFLINE));
  expect(resumed.code, resumed.output).toBe(0);
  expect(resumed.output).not.toMatch(/fetched|cannot be reached/u);
  expect(commitOf('moved')).toBe(commit);

  const exported = await waltz(['export', run, join(root, 'exported')], environmentOf(OFFLINE));
  expect(exported.code, exported.output).toBe(0);
  expect(readdirSync(join(root, 'exported'))).toContain('tokenizer.json');
  for (const file of ['log.txt', 'config.yaml', 'environment.json', 'report.html']) {
    expect(readFileSync(join(run, file), 'utf8'), file).not.toContain(TOKEN);
  }
}, 120_000);

it('is taken as it was last seen where a new run finds no network', async () => {
  const { code, output } = await waltz(wordsOf('offline', QUICK), environmentOf(OFFLINE));
  expect(code, output).toBe(0);
  expect(output).toContain(`open/llama is taken as it was when main was last seen`);
  expect(commitOf('offline')).toBe(commitOf('later'));
}, 60_000);

it.each([
  ['open/lama', /no path open\/lama .*Did you mean "open\/llama"\?/su],
  ['gated/llama', /refuses the token in HF_TOKEN .*accept the terms at http\S+\/gated\/llama/su],
])('that is not to be had, as %s, ends a run with what to do', async (name, message) => {
  const words = wordsOf('none', `tokenizer.model=${name}`, `engine.model=${name}`);
  const { code, output } = await waltz(words, environmentOf(hub.address));
  expect(code, output).not.toBe(0);
  expect(output).toMatch(message);
  expect(output).not.toContain(TOKEN);
});
