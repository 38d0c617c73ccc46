import { percent } from '../page/numbers.ts';
import { evaluationLabel } from '../run/evaluations.ts';
import type { Estimate, Evaluation } from '../run/run-record.ts';
import type { WordTable } from '../word-table.ts';

/** An evaluation by name, and its figures. */
type Compared = Pick<Evaluation, 'name' | 'estimates'>;

const FLAGS: readonly { readonly key: string; readonly label: string }[] = [
  { key: 'unsafe', label: 'unsafe' },
  { key: 'overrefuse', label: 'overrefused' },
  { key: 'refusal', label: 'a refusal' },
];

/** Where the figures on some of the answers are kept, and which these answers are. */
const SCOPES: readonly { readonly path: string; readonly label: string }[] = [
  { path: '', label: '' },
  { path: 'byHarm.harmful.', label: ', harmful prompts' },
  { path: 'byHarm.benign.', label: ', benign prompts' },
];

/** How far the judge that trains and the one that evaluates agree; null where the run has one judge. */
export function judgeAgreementTable(evaluations: readonly Compared[]): WordTable | null {
  const compared = evaluations.filter(({ estimates }) =>
    [...estimates.keys()].some((name) => name.startsWith('judgeAgreement.')),
  );
  if (compared.length === 0) return null;
  const row = (label: string, path: string, shown: (value: number) => string) => {
    const estimates = compared.map((of) => of.estimates.get(`judgeAgreement.${path}`));
    const isMeasured = estimates.some((estimate) => estimate !== undefined);
    return isMeasured ? [[label, ...estimates.map((estimate) => cell(estimate, shown))]] : [];
  };
  return {
    title: 'Agreement of the two judges',
    caption:
      'The judge that trains and the one that evaluates, on the answers of each evaluation that both scored: percent on ' +
      'which they say the same, and Cohen’s κ (1 is full agreement, 0 what chance makes), with 95% intervals. Where ' +
      'both say one and the same thing of every answer, there is no κ. Unscored are answers among all.',
    columns: ['They call an answer', ...compared.map(({ name }) => evaluationLabel(name))],
    rows: [
      ...SCOPES.flatMap(({ path, label: which }) =>
        FLAGS.flatMap(({ key, label }) => [
          ...row(`${label}${which}, %`, `${path}${key}.share`, percent),
          ...row(`${label}${which}, κ`, `${path}${key}.kappa`, (value) => value.toFixed(2)),
        ]),
      ),
      ...row('unscored: the judge that trains, %', 'unscored.training', percent),
      ...row('unscored: the judge that evaluates, %', 'unscored.evaluation', percent),
    ],
  };
}

function cell(estimate: Estimate | undefined, shown: (value: number) => string): string {
  if (estimate === undefined) return '–';
  const { value, low, high } = estimate;
  return `${shown(value)} (${shown(low)}–${shown(high)})`;
}
