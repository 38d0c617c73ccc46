import type { WordTable } from '@waltz/report';
import type { Settings } from './run-settings.ts';

/** What differs between the settings of two runs. */
export function settingsTable(first: Settings, second: Settings): WordTable {
  const paths = [...new Set([...first.keys(), ...second.keys()])];
  const differing = paths.filter((path) => first.get(path) !== second.get(path)).sort();
  return {
    title: 'What differs in config',
    caption:
      differing.length === 0
        ? 'Nothing: config, base model and backend are the same.'
        : `All else is the same: ${paths.length - differing.length} of ${paths.length} values, the base model's included.`,
    columns: ['value', 'first', 'second'],
    rows: differing.map((path) => [path, ...[first, second].map((of) => of.get(path) ?? 'unset')]),
  };
}
