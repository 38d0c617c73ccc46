import type { KeyEntry } from './chart.ts';
import type { ChartStyle } from './style.ts';

const SYMBOLS = [
  { plotSymbol: 'circle', key: 'dot' },
  { plotSymbol: 'diamond', key: 'diamond' },
  { plotSymbol: 'square', key: 'square' },
  { plotSymbol: 'triangle', key: 'triangle' },
] as const satisfies readonly { plotSymbol: string; key: KeyEntry['mark'] }[];

/** How the nth evaluation of a run looks in every chart: by symbol as well as by colour. */
export function evaluationMark(
  style: ChartStyle,
  index: number,
): {
  readonly colour: string;
  readonly plotSymbol: (typeof SYMBOLS)[number]['plotSymbol'];
  readonly key: KeyEntry['mark'];
} {
  const symbol = SYMBOLS[index % SYMBOLS.length] ?? SYMBOLS[0];
  return {
    ...symbol,
    colour: style.evaluations[index % style.evaluations.length] ?? style.evaluations[0],
  };
}
