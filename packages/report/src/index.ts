export { renderHeadlineFigure } from './headline-figure.ts';
export { writeReport } from './write-report.ts';
export { markdownTable } from './markdown-table.ts';
export { writeSweepReport } from './sweep/write-sweep-report.ts';
