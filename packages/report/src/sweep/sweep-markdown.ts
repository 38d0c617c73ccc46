import { markdownTable } from '../markdown-table.ts';
import type { SweepAnalysis } from './analyse-sweep.ts';
import { sweepNotes } from './sweep-notes.ts';
import type { SweepResults } from './sweep-results.ts';
import { sweepTables } from './sweep-tables.ts';
import { trainingTables } from './training-tables.ts';

/** The report of a sweep as Markdown: what its page says, without the figures. */
export function sweepMarkdown(results: SweepResults, analysis: SweepAnalysis): string {
  const { summary, cautions, missing } = sweepNotes(results);
  const tables = [...sweepTables(results.record, analysis), ...trainingTables(results)];
  const parts = [
    `# ${results.record.experiment}: sweep`,
    summary,
    ...cautions,
    ...(missing.length === 0
      ? []
      : [`Not in these figures:\n\n${missing.map((line) => `- ${line}`).join('\n')}`]),
    ...tables.flatMap(({ title, caption, columns, rows }) => [
      `## ${title}`,
      markdownTable([columns, ...rows]),
      caption,
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}
