import type { Chart } from '../charts/chart.ts';
import { PAGE_STYLE } from '../charts/style.ts';
import { figure } from '../page/figure.ts';
import { html, type Html } from '../page/html.ts';
import { pageShell } from '../page/page-shell.ts';
import { wordTableFigure } from '../page/word-table-figure.ts';
import type { SweepAnalysis } from './analyse-sweep.ts';
import { cellPlaneChart } from './cell-plane-chart.ts';
import { LEARNING_CURVES, learningCurveChart } from './learning-curve-chart.ts';
import { sweepNotes } from './sweep-notes.ts';
import type { SweepResults } from './sweep-results.ts';
import { sweepTables } from './sweep-tables.ts';
import { trainingTables } from './training-tables.ts';

/** The whole page of a sweep: it asks nothing of any network. */
export async function renderSweepPage(
  results: SweepResults,
  analysis: SweepAnalysis,
): Promise<string> {
  const { record } = results;
  const [means, ...others] = sweepTables(record, analysis);
  const plane = cellPlaneChart(analysis, PAGE_STYLE);
  const curves = LEARNING_CURVES.flatMap(
    (curve) => learningCurveChart(results, curve, PAGE_STYLE) ?? [],
  );
  const numbered = (charts: readonly Chart[], before: number): readonly Html[] =>
    charts.map((chart, index) => figure(chart, before + index + 1));
  const body = html`<main>
    ${header(results)}
    <section>
      <h2>Result</h2>
      <div class="figures">
        ${means === undefined ? null : wordTableFigure(means)}
        ${numbered(plane === null ? [] : [plane], 0)}
        ${others.filter(({ columns }) => columns.length <= 3).map(wordTableFigure)}
      </div>
    </section>
    <section>
      <h2>Differences</h2>
      <div class="figures">
        ${others.filter(({ columns }) => columns.length > 3).map(wordTableFigure)}
      </div>
    </section>
    <section>
      <h2>Learning</h2>
      <div class="figures">
        ${trainingTables(results).map(wordTableFigure)} ${numbered(curves, plane === null ? 0 : 1)}
      </div>
    </section>
  </main>`;
  return pageShell(`${record.experiment}, sweep · Waltz`, body);
}

function header(results: SweepResults): Html {
  const { summary, cautions, missing } = sweepNotes(results);
  return html`<header>
    <p class="kicker">Waltz · sweep report</p>
    <h1>${results.record.experiment}</h1>
    ${missing.map((line) => html`<p class="warning" role="note">Not in these figures: ${line}</p>`)}
    <p class="finding">${summary}</p>
    ${cautions.map((caution) => html`<p class="note">${caution}</p>`)}
  </header>`;
}
