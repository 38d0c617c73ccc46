import { gridX, gridY } from '@observablehq/plot';
import type { ChartStyle } from './style.ts';

/** Margins and axes of a plane of ASR against ORR, both from 0 to `end` per cent. */
export function planeFrame(end: number) {
  const axis = { domain: [0, end], ticks: 5, tickSize: 4 };
  return {
    marginLeft: 52,
    marginTop: 26,
    marginRight: 24,
    marginBottom: 44,
    x: { ...axis, label: 'ASR, attack success rate (%) →' },
    y: { ...axis, label: '↑ ORR, over-refusal rate (%)', labelOffset: 46 },
  };
}

/** The lines behind such a plane. */
export function planeGrid({ grid }: ChartStyle) {
  return [
    gridX({ stroke: grid, strokeOpacity: 1, ticks: 5 }),
    gridY({ stroke: grid, strokeOpacity: 1, ticks: 5 }),
  ];
}
