/** The colours of the charts by what they mean; each is any CSS colour. */
export interface ChartStyle {
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  readonly asr: string;
  readonly orr: string;
  readonly conversation: string;
  readonly feedback: string;
  /** From the first evaluation of a run to the last; gone through again when there are more. */
  readonly evaluations: readonly [string, string, string, string];
  /** For series that have no meaning of their own, in order; the list is gone through again when it ends. */
  readonly series: readonly [string, string, string, string, string];
}

/** Colours that follow the page: `report.css` says what they are in light and in dark. */
export const PAGE_STYLE: ChartStyle = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  grid: 'var(--rule)',
  background: 'var(--page)',
  asr: 'var(--asr)',
  orr: 'var(--orr)',
  conversation: 'var(--conversation)',
  feedback: 'var(--feedback)',
  evaluations: [
    'var(--evaluation-1)',
    'var(--evaluation-2)',
    'var(--evaluation-3)',
    'var(--evaluation-4)',
  ],
  series: [
    'var(--series-1)',
    'var(--series-2)',
    'var(--series-3)',
    'var(--series-4)',
    'var(--series-5)',
  ],
};

/** Colours for a figure that stands alone on white, the same as the page's in light. */
export const STANDALONE_STYLE: ChartStyle = {
  ink: '#1f2328',
  muted: '#5d6673',
  grid: '#dde1e6',
  background: '#ffffff',
  asr: '#c4481c',
  orr: '#0b69ad',
  conversation: '#00795f',
  feedback: '#8f4a96',
  evaluations: ['#d29a2e', '#a0670c', '#553400', '#7a828c'],
  series: ['#0b69ad', '#c4481c', '#00795f', '#8f4a96', '#7d6608'],
};

export const FONT_FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

/** The nth colour of the series that have no meaning of their own. */
export function seriesColour(style: ChartStyle, index: number): string {
  return style.series[index % style.series.length] ?? style.series[0];
}
