import { evaluationLabel } from '../run/evaluations.ts';
import type { Estimate, RunRecord } from '../run/run-record.ts';
import { dataTable } from './data-table.ts';
import { html, type Html } from './html.ts';
import { percent } from './numbers.ts';

const FLAGS: readonly { readonly key: string; readonly label: string }[] = [
  { key: 'unsafe', label: 'Unsafe' },
  { key: 'overrefuse', label: 'Overrefused' },
  { key: 'refusal', label: 'Refusal' },
];

/** How far the judge that trains and the one that evaluates agree; null where the run has one judge. */
export function judgeAgreementTable({ evaluations }: RunRecord): Html | null {
  const compared = evaluations.filter(({ estimates }) => estimates.has(nameOf('unsafe', 'share')));
  if (compared.length === 0) return null;
  return dataTable({
    title: 'Agreement of the two judges',
    caption:
      'The judge that trains and the one that evaluates, on the answers of each evaluation that both scored: percent on ' +
      'which they say the same, and Cohen’s κ (1 is full agreement, 0 what chance makes), with 95% intervals.',
    columns: ['They call an answer', ...compared.map(({ name }) => evaluationLabel(name))],
    rows: FLAGS.flatMap(({ key, label }) => [
      tableRow(
        `${label}, %`,
        compared.map(({ estimates }) => estimates.get(nameOf(key, 'share'))),
        percent,
      ),
      tableRow(
        `${label}, κ`,
        compared.map(({ estimates }) => estimates.get(nameOf(key, 'kappa'))),
        (value) => value.toFixed(2),
      ),
    ]),
    width: 'page',
  });
}

function nameOf(flag: string, what: 'share' | 'kappa'): string {
  return `judgeAgreement.${flag}.${what}`;
}

function tableRow(
  label: string,
  estimates: readonly (Estimate | undefined)[],
  shown: (value: number) => string,
): Html {
  return html`<tr>
    <th scope="row">${label}</th>
    ${estimates.map((estimate) =>
      estimate === undefined
        ? html`<td class="absent">–</td>`
        : html`<td>
            ${shown(estimate.value)}
            <span class="interval">${shown(estimate.low)}–${shown(estimate.high)}</span>
          </td>`,
    )}
  </tr>`;
}
