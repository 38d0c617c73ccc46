export { compareRuns } from './compare/compare-runs.ts';
export { comparisonTable } from './compare/comparison-table.ts';
export { costTables } from './cost/cost-tables.ts';
export { readRun } from './run/read-run.ts';
export { renderHeadlineFigure } from './headline-figure.ts';
export { writeReport } from './write-report.ts';
export { markdownTable } from './markdown-table.ts';
export { writeSweepReport } from './sweep/write-sweep-report.ts';
export type { WordTable } from './word-table.ts';
