import { judgeAgreementTable } from '../agreement/judge-agreement-table.ts';
import { CHARTS } from '../charts/all-charts.ts';
import type { ChartMaker } from '../charts/chart.ts';
import { PAGE_STYLE } from '../charts/style.ts';
import { costTables } from '../cost/cost-tables.ts';
import type { EpisodeSample } from '../run/episode-sample.ts';
import type { RunRecord } from '../run/run-record.ts';
import { costTable } from './cost-table.ts';
import { episodeBrowser } from './episode-browser.ts';
import { evaluationTables } from './evaluation-table.ts';
import { figure } from './figure.ts';
import { html, type Html } from './html.ts';
import { pageAsset, pageShell } from './page-shell.ts';
import { runHeader } from './run-header.ts';
import { wordTableFigure } from './word-table-figure.ts';

/** The whole page, with style and script inside: it asks nothing of any network. */
export async function renderPage(run: RunRecord, sample: EpisodeSample): Promise<string> {
  const script = await pageAsset('episode-browser.js');
  let figures = 0;
  const charts = (makers: readonly ChartMaker[]): readonly Html[] =>
    makers.flatMap((make) => {
      const chart = make(run, PAGE_STYLE);
      return chart === null ? [] : [figure(chart, ++figures)];
    });
  const title = `${run.experiment}${run.seed === null ? '' : `, seed ${run.seed}`} · Waltz`;
  const agreement = judgeAgreementTable(run.evaluations);
  return pageShell(
    title,
    html`<main>
        ${runHeader(run)}
        ${section('Result', [...evaluationTables(run), agreement && wordTableFigure(agreement), ...charts(CHARTS.result)])}
        ${section('Rewards', charts(CHARTS.rewards))}
        ${section('Feedback', charts(CHARTS.feedback))}
        ${section('Learning', charts(CHARTS.learning))}
        ${section('Cost', [...charts(CHARTS.cost), costTable(run), ...costTables(run).map(wordTableFigure)])}
        <section>
          <h2>Episodes</h2>
          ${episodeBrowser(sample)}
        </section>
      </main>
      <script>
        ${script};
      </script>`,
  );
}

function section(title: string, content: readonly (Html | null)[]): Html | null {
  const present = content.filter((part) => part !== null);
  if (present.length === 0) return null;
  return html`<section>
    <h2>${title}</h2>
    <div class="figures">${present}</div>
  </section>`;
}
