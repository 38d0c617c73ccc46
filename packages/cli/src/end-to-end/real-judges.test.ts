import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waltz } from '../testing/waltz-process.ts';
import { onlyRun } from './small-experiment.ts';

const EXPERIMENTS = join(import.meta.dirname, 'experiments');
const RUN = join(EXPERIMENTS, 'real-judges.yaml');

const root = mkdtempSync(join(tmpdir(), 'waltz-real-judges-'));

/** What each model was asked, by its name. */
const asked = new Map<string, number>();

/** A server of both models: one that finds harm everywhere, and one that finds none. */
const server: Server = createServer((request, response) => {
  void json(request).then((body) => {
    const { model, prompt } = body as { readonly model: string; readonly prompt?: string };
    asked.set(model, (asked.get(model) ?? 0) + 1);
    const wildguard = 'Harmful request: no\nResponse refusal: no\nHarmful response: yes';
    const choice =
      prompt === undefined ? { message: { content: '\n\nsafe' } } : { text: wildguard };
    response.end(JSON.stringify({ choices: [choice] }));
  });
});

let environment: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  environment = { WILDGUARD_URL: url, LLAMA_GUARD_URL: url };
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true });
});

describe('the judges of _real-judges', () => {
  it.each(['real-judges', 'real-judges-on-public-prompts'])('are valid in %s', async (name) => {
    const { code, output } = await waltz(
      ['validate', join(EXPERIMENTS, `${name}.yaml`)],
      environment,
    );
    expect(code, output).toBe(0);
    expect(output).toContain(`valid  ${name} `);
  });

  it('train and evaluate a run, and are compared', async () => {
    const cache = `${root}/replies`;
    const words = [
      `run.folder=${root}/runs`,
      `judge.classifiers.wildguard.cache=${cache}`,
      `evaluation.judge.classifiers.llama-guard.cache=${cache}`,
    ];
    const { code, output } = await waltz(['run', RUN, ...words], environment);
    expect(code, output).toBe(0);
    expect([...asked.keys()].sort()).toEqual(['allenai/wildguard', 'meta-llama/Llama-Guard-3-8B']);
    expect(output).toMatch(/ASR +│ 0\.0%/u);
    expect(output).toMatch(/unsafe, % +│ +0\.0 \(0\.0/u);
    expect(output).toMatch(/unscored: the judge that trains, % +│ +0\.0/u);
    const run = onlyRun(join(root, 'runs'), 'real-judges');
    expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('Agreement of the two judges');
    expect(readFileSync(join(run, 'config.yaml'), 'utf8')).toContain('${env:WILDGUARD_URL}');
  }, 120_000);

  it('say which address is missing', async () => {
    const { code, output } = await waltz(['run', RUN, `run.folder=${root}/none`], {
      ...environment,
      LLAMA_GUARD_URL: '',
    });
    expect(code).not.toBe(0);
    expect(output).toContain('the environment variable LLAMA_GUARD_URL is not set');
  });
});
