import { readFile } from 'node:fs/promises';
import { CHARTS } from '../charts/all-charts.ts';
import type { ChartMaker } from '../charts/chart.ts';
import { PAGE_STYLE } from '../charts/style.ts';
import type { EpisodeSample } from '../run/episode-sample.ts';
import type { RunRecord } from '../run/run-record.ts';
import { costTable } from './cost-table.ts';
import { episodeBrowser } from './episode-browser.ts';
import { evaluationTables } from './evaluation-table.ts';
import { figure } from './figure.ts';
import { html, Html } from './html.ts';
import { runHeader } from './run-header.ts';

/** The whole page, with style and script inside: it asks nothing of any network. */
export async function renderPage(run: RunRecord, sample: EpisodeSample): Promise<string> {
  const [style, script] = await Promise.all([asset('report.css'), asset('episode-browser.js')]);
  let figures = 0;
  const charts = (makers: readonly ChartMaker[]): readonly Html[] =>
    makers.flatMap((make) => {
      const chart = make(run, PAGE_STYLE);
      return chart === null ? [] : [figure(chart, ++figures)];
    });
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}" />
        <meta name="color-scheme" content="light dark" />
        <title>${run.experiment}${run.seed === null ? '' : `, seed ${run.seed}`} · Waltz</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <main>
          ${runHeader(run)}
          ${section('Result', [...evaluationTables(run), ...charts(CHARTS.result)])}
          ${section('Rewards', charts(CHARTS.rewards))}
          ${section('Feedback', charts(CHARTS.feedback))}
          ${section('Learning', charts(CHARTS.learning))}
          ${section('Cost', [...charts(CHARTS.cost), costTable(run)])}
          <section>
            <h2>Episodes</h2>
            ${episodeBrowser(sample)}
          </section>
        </main>
        <script>
          ${script};
        </script>
      </body>
    </html>`;
  return page.markup;
}

/** Forbids every request: the page has all that it needs. */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

function section(title: string, content: readonly (Html | null)[]): Html | null {
  const present = content.filter((part) => part !== null);
  if (present.length === 0) return null;
  return html`<section>
    <h2>${title}</h2>
    <div class="figures">${present}</div>
  </section>`;
}

async function asset(name: string): Promise<Html> {
  return new Html(await readFile(new URL(name, import.meta.url), 'utf8'));
}
