import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RunFolder, type RunSummary } from '@waltz/core';
import { UsageError } from './exit-code.ts';
import { runSettings, type Settings } from './run-settings.ts';

export interface FinishedRun {
  readonly path: string;
  readonly summary: RunSummary;
  /** Commit of the code that it was started with; null when that is not known. */
  readonly gitCommit: string | null;
}

/** Finished runs of one experiment that differ in their seed alone, by seed. */
export interface RunGroup {
  readonly experiment: string;
  /** What sets it apart from the experiment's other groups, for example `reward.alpha=0.3`; empty without others. */
  readonly label: string;
  readonly runs: readonly FinishedRun[];
}

interface OpenGroup {
  readonly experiment: string;
  readonly settings: Settings;
  readonly runs: FinishedRun[];
}

/**
 * The finished runs with evaluations in and below `folders`, those together that share everything but the seed: the
 * base model's config and the backend too. Throws a `UsageError` when two runs of a group have the same seed.
 */
export async function readRunGroups(folders: readonly string[]): Promise<readonly RunGroup[]> {
  const groups = new Map<string, OpenGroup>();
  for (const path of await runFolders(folders)) {
    const folder = new RunFolder(path);
    const summary = await folder.readSummary();
    if (summary === null || Object.keys(summary.evaluations).length === 0) continue;
    const { experiment, backend } = summary;
    const settings = await settingsOf(folder, backend);
    const key = JSON.stringify([experiment, ...settings]);
    const group = groups.get(key) ?? { experiment, settings, runs: [] };
    const { gitCommit = null } = (await folder.readEnvironment()) ?? {};
    group.runs.push({ path, summary, gitCommit });
    groups.set(key, group);
  }
  return [...groups.values()].map(({ experiment, settings, runs }, _, all) => ({
    experiment,
    label: labelOf(
      settings,
      all.filter((other) => other.experiment === experiment),
    ),
    runs: bySeed(runs),
  }));
}

/** Every folder in or below `folders` with a summary, once each. */
async function runFolders(folders: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const folder of folders) {
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (file.name === 'summary.json') found.add(resolve(file.parentPath));
    }
  }
  return [...found].sort();
}

/** What runs of one group share. */
async function settingsOf(folder: RunFolder, backend: string): Promise<Settings> {
  const settings = new Map(await runSettings(folder));
  for (const path of settings.keys()) {
    if (/^(?:base model's )?seed$/u.test(path)) settings.delete(path);
  }
  return settings.set('backend', backend);
}

/** The settings that differ between `groups`; where one lacks a whole branch of the config, the branch instead. */
function labelOf(own: Settings, groups: readonly OpenGroup[]): string {
  const all = groups.map(({ settings }) => settings);
  const paths = new Set(all.flatMap((settings) => [...settings.keys()]));
  const words = [...paths].flatMap((path) => {
    const holders = all.filter((settings) => settings.has(path));
    const differs = new Set(holders.map((settings) => settings.get(path))).size > 1;
    if (!differs && holders.length === all.length) return [];
    const branch = branchesOf(path).find((prefix) =>
      all.some((settings) => !has(settings, prefix)),
    );
    if (branch === undefined || has(own, branch)) {
      return differs || branch === undefined ? [`${path}=${own.get(path) ?? 'unset'}`] : [];
    }
    return [`${branch}=unset`];
  });
  return [...new Set(words)].join(' ');
}

/** `a.b.c` lies in the branches `a` and `a.b`. */
function branchesOf(path: string): readonly string[] {
  const keys = path.split('.');
  return keys.slice(1).map((_, index) => keys.slice(0, index + 1).join('.'));
}

function has(settings: Settings, branch: string): boolean {
  return [...settings.keys()].some((path) => path.startsWith(`${branch}.`));
}

function bySeed(runs: readonly FinishedRun[]): readonly FinishedRun[] {
  const sorted = [...runs].sort((one, other) => one.summary.seed - other.summary.seed);
  sorted.forEach((run, index) => {
    const next = sorted[index + 1];
    if (next === undefined || next.summary.seed !== run.summary.seed) return;
    throw new UsageError(
      `two runs of one config have seed ${run.summary.seed}, ${run.path} and ${next.path}: ` +
        'name folders that hold only one of them',
    );
  });
  return sorted;
}
