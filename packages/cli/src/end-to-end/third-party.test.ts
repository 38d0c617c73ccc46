import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BIN } from '../testing/waltz-process.ts';
import { onlyRun, SMALL } from './small-experiment.ts';

const WORKSPACE = resolve(import.meta.dirname, '../../../..');

/** A plugin as a stranger would publish it: built, in plain JavaScript, and exported to `import` alone. */
const PACKAGE = {
  'package.json': JSON.stringify({
    name: '@lab/brevity',
    version: '1.2.3',
    type: 'module',
    exports: { '.': { import: './index.js' } },
    files: ['index.js'],
    peerDependencies: { '@waltz/core': '0.1.0' },
  }),
  'index.js': `
import { component, definePlugin, perResponse, positiveInteger } from '@waltz/core';

export default definePlugin({
  name: '@lab/brevity',
  summary: 'Short answers.',
  components: [
    component('reward', 'brevity', {
      summary: '1 for an answer of at most \`target\` tokens, else 0.',
      options: { target: { doc: 'Tokens.', format: positiveInteger, default: 12 } },
      create: ({ target }) =>
        perResponse('brevity', ({ completion }) => Number(completion.tokens.length <= target)),
    }),
  ],
});
`,
};

const EXPERIMENT = `
defaults: [${SMALL}]
plugins: ['@waltz/safety-world', '@lab/brevity']
reward:
  rewards:
    brevity: { type: brevity, target: 6 }
  composition:
    conversation:
      brevity: { weight: 0.2, factors: [brevity] }
`;

const folder = mkdtempSync(join(tmpdir(), 'waltz-third-party-'));
const project = join(folder, 'project');

function write(files: Readonly<Record<string, string>>, into: string): void {
  mkdirSync(into, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(into, name), text);
}

/** npm without a network: an empty cache, and a registry where nobody answers. */
function npm(words: readonly string[], cwd: string): string {
  const offline = [
    '--offline',
    `--cache=${join(folder, 'cache')}`,
    '--registry=http://127.0.0.1:9',
  ];
  return execFileSync('npm', [...words, ...offline], { cwd, encoding: 'utf8' });
}

/** `waltz` in the project. */
function waltz(...words: readonly string[]): {
  readonly code: number | null;
  readonly output: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...words], {
    cwd: project,
    env: { ...process.env, NO_COLOR: '1' },
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}

beforeAll(() => {
  write(PACKAGE, join(folder, 'package'));
  const tarball = npm(['pack', '--pack-destination', folder], join(folder, 'package')).trim();
  write({ 'package.json': '{ "private": true }', 'brief.yaml': EXPERIMENT }, project);
  // Waltz is on no registry: what the project needs of it is linked to where it lies.
  npm(['install', '--legacy-peer-deps', join(folder, tarball)], project);
  for (const name of ['@waltz/core', '@waltz/safety-world']) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(WORKSPACE, 'node_modules', name), link);
  }
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

it('a reward from a tarball is part of an experiment outside the workspace', () => {
  const { code, output } = waltz(
    ...['run', 'brief.yaml', 'limits.steps=1', 'limits.evaluationPrompts=16', 'compute.workers=1'],
  );
  expect(code, output).toBe(0);
  const metrics = readFileSync(
    join(onlyRun(join(project, 'runs'), 'brief'), 'metrics.jsonl'),
    'utf8',
  );
  expect(metrics).toContain('"term/brevity":');
  expect(metrics).toContain('"product/conversation/brevity":');
});

it.each([
  {
    word: '+reward.rewards.brevity.taget=3',
    says: /reward\.rewards\.brevity\.taget: unknown key; known: target\. Did you mean "target"\?/,
  },
  {
    word: 'reward.rewards.brevity.type=brevety',
    says: /no reward is called "brevety"; there are: .*brevity.* Did you mean "brevity"\?/,
  },
  {
    word: 'reward.rewards.brevity.target=0',
    says: /reward\.rewards\.brevity\.target: must be 1, 2, 3 or more, not 0/,
  },
])('its options are checked as those of a built-in one: $word', ({ word, says }) => {
  const { code, output } = waltz('run', 'brief.yaml', word);
  expect(code).toBe(2);
  expect(output).toMatch(says);
});
