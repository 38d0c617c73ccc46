import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

const LEFT_OUT = ['.git', '.nx', 'coverage', 'runs'];

export interface WorkspaceCopy {
  readonly path: string;
  /** Runs `script` at its root. Throws, with what it printed, when it fails. */
  run(script: string): void;
  /** @param file from its root. */
  write(file: string, text: string): void;
}

/** A copy of the workspace for the tests of a file, so that they leave nothing behind. Nothing in it reaches a network. */
export function workspaceCopy(): WorkspaceCopy {
  const path = mkdtempSync(join(tmpdir(), 'waltz-workspace-'));

  beforeAll(() => {
    const entries = readdirSync('.').filter((entry) => !LEFT_OUT.includes(entry));
    execFileSync('cp', ['-a', ...entries, path]);
  }, 120_000);

  afterAll(() => {
    rmSync(path, { recursive: true });
  }, 120_000);

  return {
    path,
    run(script) {
      const { PATH, HOME } = process.env;
      // No network: an empty npm cache, and a registry where nobody answers.
      const offline = {
        npm_config_cache: join(path, 'runs', 'npm-cache'),
        npm_config_registry: 'http://127.0.0.1:9',
        npm_config_fetch_retries: '0',
      };
      const { status, stdout } = spawnSync('bash', ['-euc', `exec 2>&1\n${script}`], {
        cwd: path,
        env: { PATH, HOME, CI: 'true', ...offline },
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`${script}\nfailed:\n${stdout}`);
    },
    write(file, text) {
      writeFileSync(join(path, file), text);
    },
  };
}
