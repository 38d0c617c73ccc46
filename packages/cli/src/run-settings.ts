import { dirname } from 'node:path';
import { RunFolder } from '@waltz/core';

/** What a run comes from: JSON values by dotted path. */
export type Settings = ReadonlyMap<string, string>;

/** Where a run is stored, and the backend that was asked for: the one that it got counts. */
const IRRELEVANT: ReadonlySet<string> = new Set(['run', 'compute']);

/** Every value of a run's config, and of the config of the run that made its base model, but those. */
export async function runSettings(folder: RunFolder): Promise<Settings> {
  const settings = new Map<string, string>();
  const visit = (value: unknown, path: readonly string[]): void => {
    if (IRRELEVANT.has(path[0] ?? '')) return;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
    } else {
      settings.set(path.join('.'), JSON.stringify(value));
    }
  };
  visit(await folder.readConfig(), []);
  const { baseWeights = null } = (await folder.readEnvironment()) ?? {};
  if (baseWeights === null) return settings;
  const base = await runSettings(new RunFolder(dirname(baseWeights)));
  return new Map([
    ...settings,
    ...[...base].map(([path, value]) => [`base model's ${path}`, value] as const),
  ]);
}
