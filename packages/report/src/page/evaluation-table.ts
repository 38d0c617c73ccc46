import { evaluationLabel } from '../run/evaluations.ts';
import { textAt, textsAt } from '../run/fields.ts';
import type { Estimate, Evaluation, RunRecord } from '../run/run-record.ts';
import { dataTable } from './data-table.ts';
import { html, type Html } from './html.ts';
import { count, percent } from './numbers.ts';

interface Row {
  readonly key: string;
  readonly label: string;
  /** Which way is better, when one is. */
  readonly better?: 'lower' | 'higher';
}

const BETTER = {
  lower: html`<span class="better" title="lower is better">↓</span>`,
  higher: html`<span class="better" title="higher is better">↑</span>`,
};

const ROWS: readonly Row[] = [
  { key: 'asr', label: 'ASR', better: 'lower' },
  { key: 'orr', label: 'ORR', better: 'lower' },
  { key: 'f1', label: 'F1 of (1 − ASR, 1 − ORR)', better: 'higher' },
  { key: 'firstResponse.asr', label: 'ASR, first answer', better: 'lower' },
  { key: 'firstResponse.orr', label: 'ORR, first answer', better: 'lower' },
  { key: 'improved', label: 'Improved by feedback', better: 'higher' },
  { key: 'worsened', label: 'Worsened by feedback', better: 'lower' },
  { key: 'ftr', label: 'FTR, all prompts' },
  { key: 'ftrPlainBenign', label: 'FTR, plain benign', better: 'lower' },
  { key: 'labelAccuracy', label: 'Label accuracy', better: 'higher' },
  { key: 'jsonErrorRate', label: 'JSON errors', better: 'lower' },
  { key: 'helpfulness', label: 'Helpfulness, plain benign', better: 'higher' },
  { key: 'accuracy', label: 'Accuracy', better: 'higher' },
  { key: 'firstResponse.accuracy', label: 'Accuracy, first answer', better: 'higher' },
  { key: 'nonAnswer', label: 'Non-answers', better: 'lower' },
  { key: 'unscored', label: 'Unscored answers', better: 'lower' },
];

/** The tables of all evaluations: on the main split, and on training prompts and benchmarks where the run has them. */
export function evaluationTables(run: RunRecord): readonly Html[] {
  const split = textAt(run.config, 'evaluation', 'split');
  return [
    table(run, split === null ? 'Evaluation' : `Evaluation on ${split} prompts`, ''),
    table(run, 'The same on training prompts', 'train.'),
    ...benchmarksOf(run).map((name) =>
      table(
        run,
        `The same on ${evaluationLabel(name)}, which no training prompt has`,
        `benchmarks.${name}.`,
      ),
    ),
  ].filter((made) => made !== null);
}

function benchmarksOf({ evaluations }: RunRecord): readonly string[] {
  const names = evaluations.flatMap(({ estimates }) =>
    [...estimates.keys()].flatMap((key) => /^benchmarks\.([^.]+)\./u.exec(key)?.[1] ?? []),
  );
  return [...new Set(names)];
}

/** `prefix` stands before the names of the estimates that the table shows. */
function table(run: RunRecord, title: string, prefix: string): Html | null {
  const rows = ROWS.filter(({ key }) =>
    run.evaluations.some(({ estimates }) => estimates.has(prefix + key)),
  );
  if (rows.length === 0) return null;
  const shown = run.evaluations.filter(({ estimates }) =>
    rows.some(({ key }) => estimates.has(prefix + key)),
  );
  return dataTable({
    title,
    caption:
      'In percent, with 95% intervals (Wilson; for F1 combined from those of its two rates). ' +
      `${over(run, 'ASR')}${over(run, 'ORR')}Final answers, after feedback, unless the first is named. ` +
      'Arrows: the better direction.',
    columns: ['Measure', ...shown.map(({ name }) => evaluationLabel(name)), 'n'],
    rows: rows.map((row) => tableRow(row, shown, prefix)),
    width: 'page',
  });
}

/** The kinds of prompt that a rate is taken over, as a sentence. */
function over(run: RunRecord, rate: 'ASR' | 'ORR'): string {
  const kinds = textsAt(run.config, 'evaluation', 'kinds', rate.toLowerCase());
  return kinds.length === 0 ? '' : `${rate} is over ${kinds.join(' and ')} prompts. `;
}

function tableRow(
  { key, label, better }: Row,
  evaluations: readonly Evaluation[],
  prefix: string,
): Html {
  const estimates = evaluations.map(({ estimates: all }) => all.get(prefix + key));
  const sizes = new Set(estimates.flatMap((estimate) => (estimate ? [count(estimate.n)] : [])));
  return html`<tr data-measure="${prefix}${key}">
    <th scope="row">${label} ${better === undefined ? null : BETTER[better]}</th>
    ${estimates.map(cell)}
    <td class="n">${[...sizes].join(' / ')}</td>
  </tr>`;
}

function cell(estimate: Estimate | undefined): Html {
  if (estimate === undefined) return html`<td class="absent">–</td>`;
  return html`<td>
    ${percent(estimate.value)}
    <span class="interval">${percent(estimate.low)}–${percent(estimate.high)}</span>
  </td>`;
}
