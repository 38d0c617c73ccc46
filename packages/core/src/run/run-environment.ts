import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import type { ModelSize } from '../contracts/model-size.ts';

/** What a run depended on besides its config, as `environment.json` keeps it. */
export interface RunEnvironment {
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly backend: { readonly name: string; readonly reason: string };
  /** How many threads share the work, and why so many. */
  readonly workers: { readonly count: number; readonly reason: string };
  /** Sizes of the model, where its engine is a transformer. */
  readonly size?: ModelSize;
  /** Versions of the packages that compute. */
  readonly versions: Readonly<Record<string, string>>;
  /** Commit of each model that was fetched by a name, as `owner/name@main`. */
  readonly revisions?: Readonly<Record<string, string>>;
  /** The commit of the code, with `+changes` when files differed from it; null outside a repository. */
  readonly gitCommit: string | null;
  /** Folder of the experiment file: relative paths of the config start there. */
  readonly experimentFolder: string;
  /** The folder of weights that training started from; null for random weights. */
  readonly baseWeights: string | null;
  /** What the command line changed, word by word; a base model that is still to be made heeds some of it. */
  readonly overrides: readonly string[];
  /** ISO time of the first start. */
  readonly started: string;
}

/** Describes this machine and this code. */
export function describeEnvironment(
  known: Pick<
    RunEnvironment,
    | 'backend'
    | 'workers'
    | 'size'
    | 'versions'
    | 'revisions'
    | 'experimentFolder'
    | 'baseWeights'
    | 'overrides'
  >,
): RunEnvironment {
  const processors = cpus();
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    ...known,
    gitCommit: gitCommit(known.experimentFolder),
    started: new Date().toISOString(),
  };
}

function gitCommit(folder: string): string | null {
  try {
    const commit = git(folder, 'rev-parse', 'HEAD');
    return git(folder, 'status', '--porcelain', '--untracked-files=no') === ''
      ? commit
      : `${commit}+changes`;
  } catch {
    return null;
  }
}

function git(folder: string, ...words: readonly string[]): string {
  const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
  return execFileSync('git', ['-C', folder, ...words], { encoding: 'utf8', stdio }).trim();
}
