export { renderHeadlineFigure } from './headline-figure.ts';
export { writeReport } from './write-report.ts';
