import { traitsOf } from '../../prompts/label-map.ts';
import type { PromptReading } from '../../prompts/prompt-draft.ts';
import { github } from '@waltz/hub';
import { textOf } from '../../table/cells.ts';
import type { TableRow } from '../../table/table.ts';
import type { PublishedSet } from '../published-set.ts';

type Category = 'standard' | 'contextual' | 'copyright';

/** Harmful behaviours, some with a text that they are about (Mazeika et al. 2024, arXiv 2402.04249). */
const file = {
  path: 'harmbench/harmbench_behaviors_text_all.csv',
  source: {
    name: 'HarmBench',
    url: 'https://github.com/centerforaisafety/HarmBench',
    licence: 'MIT',
  },
  origin: github(
    'centerforaisafety/HarmBench',
    '8e1604d1171fe8a48d8febecd22f600e462bdcdd',
    'data/behavior_datasets/harmbench_behaviors_text_all.csv',
  ),
  sha256: '8d81accedd38eaaf8b760618622bb888417d1fd0c86eba65c427a16f1cbb4afc',
  columns: ['Behavior', 'FunctionalCategory', 'SemanticCategory', 'ContextString', 'BehaviorID'],
};

/** Without the behaviours that ask for copyrighted text, as safety evaluations leave them out. */
export const harmBench: PublishedSet = {
  name: 'harmbench',
  ...file,
  read: (row) => readBehaviour(row, ['standard', 'contextual'], 'harmbench'),
};

/** The behaviours that ask for copyrighted text. */
export const harmBenchCopyright: PublishedSet = {
  name: 'harmbench-copyright',
  ...file,
  read: (row) => readBehaviour(row, ['copyright'], 'harmbench-copyright'),
};

function readBehaviour(row: TableRow, wanted: readonly Category[], kind: string): PromptReading {
  const category = textOf(row, 'FunctionalCategory');
  if (!isCategory(category)) return { malformed: 'an unknown FunctionalCategory' };
  if (!wanted.includes(category)) return { leftOut: `${category} behaviours` };
  const context = textOf(row, 'ContextString');
  const behaviour = textOf(row, 'Behavior');
  return {
    items: [
      {
        id: textOf(row, 'BehaviorID'),
        text: context === '' ? behaviour : `${context}\n\n${behaviour}`,
        harm: 'harmful',
        adversarial: false,
        kind,
        traits: traitsOf(row, {
          form: 'FunctionalCategory',
          category: 'SemanticCategory',
          context: 'ContextString',
        }),
      },
    ],
  };
}

function isCategory(text: string): text is Category {
  return text === 'standard' || text === 'contextual' || text === 'copyright';
}
