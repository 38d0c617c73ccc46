import { followsAll } from '../../ifeval/instruction-accuracy.ts';
import type { PromptReading } from '../../prompts/prompt-draft.ts';
import { huggingFace } from '@waltz/hub';
import { textOf } from '../../table/cells.ts';
import type { TableRow } from '../../table/table.ts';
import type { PublishedSet } from '../published-set.ts';

/**
 * Requests with instructions that a program can check (Zhou et al. 2023, arXiv 2311.07911). The trait `instructions` is
 * a JSON list of `{ id, …arguments }`, which `ifeval/` checks answers by.
 */
export const ifEval: PublishedSet = {
  name: 'ifeval',
  path: 'ifeval/ifeval_input_data.jsonl',
  source: {
    name: 'IFEval',
    url: 'https://huggingface.co/datasets/google/IFEval',
    licence: 'Apache-2.0',
  },
  origin: huggingFace(
    'google/IFEval',
    '966cd89545d6b6acfd7638bc708b98261ca58e84',
    'ifeval_input_data.jsonl',
  ),
  sha256: '6a85310ca8ce15eff755aa08a3a4ff931c7e273e7515ebb3c492ea85fd8288f2',
  evaluationOnly: 'a benchmark',
  columns: ['key', 'prompt', 'instruction_id_list', 'kwargs'],
  read: readRequest,
  isRight: (prompt, response) => followsAll({ prompt, response }),
};

function readRequest(row: TableRow): PromptReading {
  const ids = row.cells['instruction_id_list'];
  const values = row.cells['kwargs'];
  if (!Array.isArray(ids) || !Array.isArray(values) || ids.length !== values.length) {
    return { malformed: 'no list of arguments for each instruction' };
  }
  const instructions = ids.map((id: unknown, index) => ({ id, ...given(values[index]) }));
  return {
    items: [
      {
        id: textOf(row, 'key'),
        text: textOf(row, 'prompt'),
        harm: 'benign',
        adversarial: false,
        kind: 'ifeval',
        traits: { instructions: JSON.stringify(instructions) },
      },
    ],
  };
}

/** The hub's copy has every argument of every instruction, null where it has no meaning. */
function given(values: unknown): object {
  const entries = Object.entries(values ?? {}) as readonly (readonly [string, unknown])[];
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}
