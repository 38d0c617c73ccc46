import type { RunRecord } from '../run/run-record.ts';
import type { ChartStyle } from './style.ts';

/** A line of a chart's key. */
export interface KeyEntry {
  readonly label: string;
  readonly colour: string;
  readonly mark:
    'line' | 'dashed-line' | 'dot' | 'ring' | 'diamond' | 'square' | 'triangle' | 'cross';
}

/** A drawn chart and what a reader needs beside it. */
export interface Chart {
  /** Anchor of the figure in the page. */
  readonly id: string;
  readonly title: string;
  /** What is shown, over what it was taken, and how intervals were made. */
  readonly caption: string;
  readonly key: readonly KeyEntry[];
  /** An `<svg>` element. */
  readonly svg: string;
}

/** Draws one figure of the report; null when the run has no data for it. */
export type ChartMaker = (run: RunRecord, style: ChartStyle) => Chart | null;
