import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import run from './executor.ts';

const root = mkdtempSync(join(tmpdir(), 'waltz-executor-'));

/** Stands in for `waltz`: notes its words, and ends with the code that they ask for. */
const COMMAND = `
import { writeFileSync } from 'node:fs';
const words = process.argv.slice(2);
writeFileSync('words.json', JSON.stringify(words));
process.exit(words.includes('fail=1') ? 1 : 0);
`;

beforeAll(async () => {
  await mkdir(join(root, 'packages/cli/bin'), { recursive: true });
  await writeFile(join(root, 'packages/cli/bin/waltz.mjs'), COMMAND);
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

function runHere(overrides: readonly string[]): Promise<{ success: boolean }> {
  const context: ExecutorContext = {
    root,
    cwd: root,
    isVerbose: false,
    projectsConfigurations: { version: 2, projects: {} },
    nxJsonConfiguration: {},
    projectGraph: { nodes: {}, dependencies: {} },
  };
  return run({ experiment: 'experiments/one.yaml', __unparsed__: overrides }, context);
}

it('passes overrides on word by word, whatever a shell would make of them', async () => {
  const overrides = ['seed=2', "plugins=['@a/b', c]", 'name=$HOME *', '~reward.x', '+a.b=1e-4'];
  await expect(runHere(overrides)).resolves.toEqual({ success: true });
  expect(JSON.parse(readFileSync(join(root, 'words.json'), 'utf8'))).toEqual([
    'run',
    'experiments/one.yaml',
    ...overrides,
  ]);
});

it('fails when the run fails', async () => {
  await expect(runHere(['fail=1'])).resolves.toEqual({ success: false });
});
