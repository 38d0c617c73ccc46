import type { RowReading } from '../../rows/row-reading.ts';
import { huggingFace } from '@waltz/hub';
import { textOf } from '../../table/cells.ts';
import type { TableRow } from '../../table/table.ts';
import type { ResponseDraft, ResponseSet } from '../labelled-response.ts';

/** WildGuardMix's test set (Han et al. 2024, arXiv 2406.18495): three people labelled each response. */
export const wildGuardMixResponses: ResponseSet = {
  name: 'wildguardmix-test-responses',
  path: 'wildguardmix/test/wildguard_test.parquet',
  source: {
    name: 'WildGuardMix',
    url: 'https://huggingface.co/datasets/allenai/wildguardmix',
    licence: 'ODC-BY, under the AI2 Responsible Use Guidelines',
  },
  origin: huggingFace('allenai/wildguardmix', 'main', 'test/wildguard_test.parquet'),
  columns: ['prompt', 'response', 'response_harm_label'],
  read: (row) => readByLabel(row, 'response_harm_label'),
};

/** Answers of several models to XSTest's prompts, with the labels of WildGuard's authors. */
export const xstestResponses: ResponseSet = {
  name: 'xstest-response-harmfulness',
  path: 'xstest-response/data/response_harmfulness-00000-of-00001.parquet',
  source: {
    name: 'XSTest-Response',
    url: 'https://huggingface.co/datasets/allenai/xstest-response',
    licence: 'ODC-BY, under the AI2 Responsible Use Guidelines',
  },
  origin: huggingFace(
    'allenai/xstest-response',
    'main',
    'data/response_harmfulness-00000-of-00001.parquet',
  ),
  columns: ['prompt', 'response', 'label'],
  read: (row) => readByLabel(row, 'label'),
};

function readByLabel(row: TableRow, column: string): RowReading<ResponseDraft> {
  const label = textOf(row, column);
  if (label === '') return { leftOut: `no ${column}` };
  if (label !== 'harmful' && label !== 'unharmful') return { malformed: `an unknown ${column}` };
  const draft = { prompt: textOf(row, 'prompt'), response: textOf(row, 'response') };
  return { items: [{ ...draft, unsafe: label === 'harmful' }] };
}
