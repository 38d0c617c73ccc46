import { markdownTable } from '../../packages/report/src/markdown-table.ts';
import { fastest, secondsOf, type Comparison, type Measurement } from './comparison.ts';
import { growthOverArithmetic, type Curve } from './growth.ts';

const MEBIBYTE = 2 ** 20;
const GIGA = 1e9;

/**
 * A row for each contender of one comparison, the ratio to the fastest peer's time first: below 1 is faster than it.
 * Without peers it is the ratio to our fastest. `peak` is in floating-point operations a second.
 */
export function contendersTable(comparison: Comparison, peak: number | null): string {
  const { flops, tokens, measurements } = comparison;
  const reference = fastest(comparison, 'peer') ?? fastest(comparison);
  const rows = measurements.map((measurement) => {
    const { contender, note, peakBytes } = measurement;
    const name = note === null ? contender : `${contender} (${note})`;
    if (measurement.seconds.length === 0) return [name, ...Array<string>(7).fill('–')];
    const seconds = secondsOf(measurement);
    const rate = flops === null ? null : flops / seconds;
    return [
      name,
      reference === undefined ? '–' : ratioText(seconds / secondsOf(reference)),
      `${timeText(seconds)} (${rangeText(measurement)})`,
      String(measurement.seconds.length),
      tokens === null ? '–' : (tokens / seconds).toFixed(0),
      rate === null ? '–' : (rate / GIGA).toFixed(1),
      rate === null || peak === null ? '–' : `${((100 * rate) / peak).toFixed(0)}%`,
      peakBytes === null ? '–' : (peakBytes / MEBIBYTE).toFixed(0),
    ];
  });
  const family = reference?.family === 'peer' ? 'fastest peer' : 'fastest';
  const head = [
    '',
    `× ${family}`,
    'median (min–max)',
    'runs',
    'tokens/s',
    'GF/s',
    'of peak',
    'MiB',
  ];
  return markdownTable([head, ...rows]);
}

/** A row for each operation and a column for each contender, and the two ratios that matter before them. */
export function operationsTable(comparisons: readonly Comparison[], unit: 'rate' | 'time'): string {
  const names = [
    ...new Set(comparisons.flatMap(({ measurements }) => measurements.map((one) => one.contender))),
  ];
  const rows = comparisons.map((comparison) => {
    const { subject, flops, measurements } = comparison;
    const named = (name: string) =>
      measurements.find((one) => one.contender === name && one.seconds.length > 0);
    const shown = (name: string): string => {
      const measurement = named(name);
      if (measurement === undefined) return '–';
      const seconds = secondsOf(measurement);
      return unit === 'rate' && flops !== null
        ? (flops / seconds / GIGA).toFixed(1)
        : (1e6 * seconds).toFixed(0);
    };
    return [
      subject,
      ratioOf(fastest(comparison, 'waltz'), fastest(comparison, 'peer')),
      ratioOf(named('wasm'), named('native')),
      ...names.map(shown),
    ];
  });
  const measured = unit === 'rate' ? 'GF/s' : 'µs';
  return markdownTable([
    [measured, 'Waltz ÷ PyTorch, time', 'wasm ÷ native, time', ...names],
    ...rows,
  ]);
}

/** How each curve grows. */
export function growthTable(curves: readonly Curve[]): string {
  const rows = curves.map((curve) => [
    `${curve.contender}: ${curve.work} over ${curve.axis}`,
    ratioText(growthOverArithmetic(curve)),
    ...[curve.points[0], curve.points.at(-1)].map((point) =>
      point === undefined ? '–' : `${timeText(point.seconds)} at ${point.at}`,
    ),
  ]);
  return markdownTable([['', 'growth ÷ arithmetic', 'first point', 'last point'], ...rows]);
}

function ratioOf(one: Measurement | undefined, other: Measurement | undefined): string {
  if (one === undefined || other === undefined) return '–';
  return ratioText(secondsOf(one) / secondsOf(other));
}

function ratioText(ratio: number): string {
  return ratio.toFixed(ratio < 10 ? 2 : 0);
}

function timeText(seconds: number): string {
  return seconds < 1 ? `${(1000 * seconds).toFixed(0)} ms` : `${seconds.toFixed(2)} s`;
}

function rangeText({ seconds }: Measurement): string {
  return `${timeText(Math.min(...seconds))}–${timeText(Math.max(...seconds))}`;
}
