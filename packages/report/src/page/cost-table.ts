import { numberAt } from '../run/fields.ts';
import { phaseTotals, type PhaseTotal } from '../run/phase-totals.ts';
import type { RunRecord } from '../run/run-record.ts';
import { dataTable } from './data-table.ts';
import { html, type Html } from './html.ts';
import { count } from './numbers.ts';

/** Time, tokens and tokens per second of each phase; null when the run has no timings. */
export function costTable(run: RunRecord): Html | null {
  const phases = phaseTotals(run);
  if (phases.length === 0) return null;
  const training = phases.reduce((sum, { seconds }) => sum + seconds, 0);
  const outside = (numberAt(run.summary, 'seconds') ?? 0) - training;
  const rows: readonly PhaseTotal[] =
    outside > 0
      ? [...phases, { phase: 'outside training steps', seconds: outside, tokens: null }]
      : phases;
  const all = training + Math.max(0, outside);
  return dataTable({
    title: 'Cost by phase',
    caption:
      `Wall-clock time over ${run.timings.length} training steps. ` +
      'Outside training steps: start, evaluations, checkpoints.',
    columns: ['Phase', 'Time (s)', 'Share (%)', 'Tokens', 'Tokens/s'],
    rows: rows.map((row) => phaseRow(row, all)),
    width: 'column',
  });
}

function phaseRow({ phase, seconds, tokens }: PhaseTotal, all: number): Html {
  return html`<tr>
    <th scope="row">${phase}</th>
    <td>${seconds.toFixed(1)}</td>
    <td>${((100 * seconds) / all).toFixed(1)}</td>
    <td>${tokens === null ? '–' : count(tokens)}</td>
    <td>${tokens === null || seconds === 0 ? '–' : count(tokens / seconds)}</td>
  </tr>`;
}
