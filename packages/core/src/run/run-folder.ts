import { messageOf } from './message-of.ts';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { canonicalConfig } from '../config/canonical.ts';
import type { ExperimentConfig } from '../config/experiment-config.ts';
import type { Redact } from '../config/secrets.ts';
import type { RunSummary } from '../tracking/summary.ts';
import type { RunEnvironment } from './run-environment.ts';
import { explainFailure } from './file-failure.ts';
import { makeFolder } from './make-folder.ts';
import { RunLock } from './run-lock.ts';
import { RunLog } from './run-log.ts';
import { parseStatus, type RunStatus } from './run-status.ts';
import { writeAtomically } from './write-atomically.ts';

/** Where the run of `config` with this identity is kept. */
export function runFolderPath(config: ExperimentConfig, identity: string): string {
  return resolve(config.run.folder, config.name, identity);
}

/** The files that one run leaves. Every file is replaced as a whole or only ever grows. */
export class RunFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** A path inside the folder. */
  file(...segments: readonly string[]): string {
    return join(this.path, ...segments);
  }

  get exists(): boolean {
    return existsSync(this.file('config.yaml'));
  }

  /** Makes the folder and takes it for this process. Throws a `FileFailure`, or when another process has it. */
  async open(): Promise<RunLock> {
    await explainFailure(this.path, () => makeFolder(this.path));
    return RunLock.take(this.path);
  }

  /** Removes all that an earlier run left here, except the lock. */
  async clear(): Promise<void> {
    for (const name of CONTENTS) await rm(this.file(name), { recursive: true, force: true });
  }

  /** Writes the resolved config in its canonical form; placeholders of secrets stay placeholders. */
  async writeConfig(config: ExperimentConfig): Promise<void> {
    await writeAtomically(this.file('config.yaml'), stringify(canonicalConfig(config)));
  }

  /** The config as it was written, unchecked; null when there is none. */
  async readConfig(): Promise<unknown> {
    const text = await this.#read('config.yaml');
    return text === null ? null : (parse(text) as unknown);
  }

  async writeEnvironment(environment: RunEnvironment): Promise<void> {
    await this.#writeJson('environment.json', environment);
  }

  /** Null when the run never got as far as to choose a backend. Throws when the file is damaged. */
  async readEnvironment(): Promise<RunEnvironment | null> {
    return this.#readJson('environment.json', (text) => JSON.parse(text) as RunEnvironment);
  }

  async writeStatus(status: RunStatus): Promise<void> {
    await this.#writeJson('status.json', status);
  }

  /** Null when no run was started here. Throws when the file is damaged. */
  async readStatus(): Promise<RunStatus | null> {
    return this.#readJson('status.json', parseStatus);
  }

  /** What a finished run came to; null when it is not finished. Throws when the file is damaged. */
  async readSummary(): Promise<RunSummary | null> {
    return this.#readJson('summary.json', (text) => JSON.parse(text) as RunSummary);
  }

  log(redact: Redact): RunLog {
    return new RunLog(this.file('log.txt'), redact);
  }

  async #read(name: string): Promise<string | null> {
    const path = this.file(name);
    return existsSync(path) ? readFile(path, 'utf8') : null;
  }

  async #readJson<T>(name: string, read: (text: string) => T): Promise<T | null> {
    const text = await this.#read(name);
    try {
      return text === null ? null : read(text);
    } catch (error) {
      const reason = messageOf(error);
      throw new Error(
        `${this.file(name)} is damaged (${reason}): restore it, or move the folder away and run the experiment again`,
        { cause: error },
      );
    }
  }

  async #writeJson(name: string, value: unknown): Promise<void> {
    await writeAtomically(this.file(name), `${JSON.stringify(value, null, 2)}\n`);
  }
}

/** Everything that a run writes; `clear` removes these and nothing that a user put beside them. */
const CONTENTS = [
  'config.yaml',
  'environment.json',
  'status.json',
  'metrics.jsonl',
  'timings.jsonl',
  'events',
  'episodes.jsonl',
  'evaluations',
  'failures',
  'checkpoints',
  'weights',
  'weights.unfinished',
  'summary.json',
  'report.html',
  'study.html',
  'log.txt',
] as const;
