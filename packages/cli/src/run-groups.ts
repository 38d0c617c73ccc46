import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RunFolder, type RunSummary } from '@waltz/core';

type Settings = ReadonlyMap<string, string>;

/** Finished runs that differ in their seed alone. */
export interface RunGroup {
  /** What sets this group apart from the others, for example `reward.alpha=0.3`; empty when there is one group. */
  readonly label: string;
  readonly summaries: readonly RunSummary[];
}

/** The finished runs in the folder of an experiment, those together that share everything but the seed. */
export async function readRunGroups(experimentFolder: string): Promise<readonly RunGroup[]> {
  const groups = new Map<string, { settings: Settings; summaries: RunSummary[] }>();
  for (const name of (await readdir(experimentFolder)).sort()) {
    const folder = new RunFolder(join(experimentFolder, name));
    const summary = await folder.readSummary();
    if (summary === null) continue;
    const settings = settingsOf(await folder.readConfig());
    const key = JSON.stringify([...settings]);
    const group = groups.get(key) ?? { settings, summaries: [] };
    group.summaries.push(summary);
    groups.set(key, group);
  }
  const all = [...groups.values()].map(({ settings }) => settings);
  return [...groups.values()].map(({ settings, summaries }) => ({
    label: labelOf(settings, all),
    summaries: summaries.sort((one, other) => one.seed - other.seed),
  }));
}

/** Every value of a config by its dotted path, without the seed and without where the run is stored. */
function settingsOf(config: unknown): Settings {
  const settings = new Map<string, string>();
  const visit = (value: unknown, path: readonly string[]): void => {
    if (path[0] === 'run' || path[0] === 'seed') return;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
    } else {
      settings.set(path.join('.'), JSON.stringify(value));
    }
  };
  visit(config, []);
  return settings;
}

function labelOf(own: Settings, all: readonly Settings[]): string {
  const paths = new Set(all.flatMap((settings) => [...settings.keys()]));
  return [...paths]
    .filter((path) => new Set(all.map((settings) => settings.get(path))).size > 1)
    .map((path) => `${path}=${own.get(path) ?? 'unset'}`)
    .join(' ');
}
