type Metrics = Readonly<Record<string, number>>;

/** The numbers of a step that tell how training goes, in the order in which they are shown. */
const SHOWN: readonly {
  readonly metric: string;
  readonly label: string;
  readonly percent?: true;
}[] = [
  { metric: 'loss/supervised', label: 'loss' },
  { metric: 'reward/conversation', label: 'reward c' },
  { metric: 'reward/feedback', label: 'f' },
  { metric: 'rate/asr', label: 'ASR', percent: true },
  { metric: 'rate/orr', label: 'ORR', percent: true },
  { metric: 'rate/ftr', label: 'FTR', percent: true },
  { metric: 'rate/label-accuracy', label: 'labels', percent: true },
];

/** The numbers that matter of one step, on one line. */
export function headline(metrics: Metrics): string {
  return SHOWN.flatMap(({ metric, label, percent }) => {
    const value = metrics[metric];
    if (value === undefined) return [];
    return [`${label} ${percent ? `${(100 * value).toFixed(0)}%` : value.toFixed(3)}`];
  }).join('  ');
}
