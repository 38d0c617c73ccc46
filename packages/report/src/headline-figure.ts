import { asrOrrChartOfSize } from './charts/asr-orr-chart.ts';
import type { Chart, KeyEntry } from './charts/chart.ts';
import { safetyPlaneOfSize } from './charts/safety-plane-chart.ts';
import { FONT_FAMILY, STANDALONE_STYLE } from './charts/style.ts';
import { html, Html } from './page/html.ts';
import { swatch } from './page/swatch.ts';
import { textsAt } from './run/fields.ts';
import { readRun } from './run/read-run.ts';
import type { RunRecord } from './run/run-record.ts';

const WIDTH = 1040;
const HEIGHT = 520;
const PLANE_SIDE = 440;
/** Where both panels begin, in pixels from the top. */
const PANEL_TOP = 104;

/**
 * Draws a run's headline figure as one SVG text on its own white ground, so that it reads on light and dark pages:
 * the plane of attack success and over-refusal, and both over training, first answer against final answer.
 * Throws when the folder is missing, or when the run has neither evaluations nor steps to draw.
 */
export async function renderHeadlineFigure(runFolder: string): Promise<string> {
  const run = await readRun(runFolder);
  const plane = safetyPlaneOfSize(run, STANDALONE_STYLE, PLANE_SIDE);
  const rates = asrOrrChartOfSize(run, STANDALONE_STYLE, {
    width: 540,
    height: PLANE_SIDE - 40,
  });
  if (plane === null || rates === null) {
    throw new Error(
      `the run in "${runFolder}" has no evaluation or no training step to draw: finish it with npx waltz resume`,
    );
  }
  // The subtitle says what hollow and filled points are.
  const lines = rates.key.filter(({ mark }) => mark === 'line' || mark === 'dashed-line');
  const { ink, muted, background, grid } = STANDALONE_STYLE;
  const figure = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    width="${WIDTH}"
    height="${HEIGHT}"
    role="img"
    aria-label="${titleOf(run)}"
    color="${ink}"
    fill="${ink}"
    font-family="${FONT_FAMILY}"
    font-size="12"
  >
    <title>${titleOf(run)}</title>
    <style>
      .stroke {
        fill: none;
        stroke: currentColor;
        stroke-width: 2;
      }
    </style>
    <rect
      x="0.5"
      y="0.5"
      width="${WIDTH - 1}"
      height="${HEIGHT - 1}"
      rx="8"
      fill="${background}"
      stroke="${grid}"
    />
    <text x="24" y="36" font-size="18" font-weight="600">${titleOf(run)}</text>
    <text x="24" y="58" fill="${muted}">${subtitleOf(run)}</text>
    ${panel(plane, plane.key, 16)} ${panel(rates, lines, WIDTH - 540 - 20)}
  </svg>`;
  return `${figure.markup}\n`;
}

function titleOf({ experiment }: RunRecord): string {
  return `${experiment}: attack success and over-refusal, before and after feedback`;
}

function subtitleOf({ summary, seed }: RunRecord): string {
  const parts = [
    seed === null ? null : `Seed ${seed}`,
    'points: evaluations, first answer hollow, final answer filled, 95% intervals',
    ...textsAt(summary, 'notes'),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function panel(chart: Chart, key: readonly KeyEntry[], left: number): Html {
  return html`<g transform="translate(${left} ${PANEL_TOP})">
    <g transform="translate(8 -22)">${keyLine(key)}</g>
    <g text-anchor="middle" fill="currentColor">${new Html(contentOf(chart.svg))}</g>
  </g>`;
}

/** The entries of a key side by side. */
function keyLine(key: readonly KeyEntry[]): readonly Html[] {
  let left = 0;
  return key.map(({ label, colour, mark }) => {
    const entry = html`<g transform="translate(${left} 0)">
      <svg x="0" y="-10" width="22" height="12" color="${colour}">${swatch(mark)}</svg>
      <text x="27">${label}</text>
    </g>`;
    left += 27 + LETTER_WIDTH * label.length + 16;
    return entry;
  });
}

/** About the width of a letter of 12 pixels' height. */
const LETTER_WIDTH = 6.2;

/** What is inside an `<svg>` element, without the style that makes it fit a page. */
function contentOf(svg: string): string {
  return svg
    .slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'))
    .replace(/<style>[^]*?<\/style>/, '');
}
