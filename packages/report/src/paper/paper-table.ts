import { meanAndSpread, type MeanAndSpread } from '@waltz/core';
import { markdownTable } from '../markdown-table.ts';
import { measuredBySeed, type MeasuredCells } from './measured-cells.ts';
import { MEASURES, type MeasureName, type PaperRow, type PaperTable } from './paper-row.ts';
import { judgeClaim, PATTERN_CLAIMS, RULE, type JudgedClaim } from './pattern-claims.ts';
import { PAPER_TABLES } from './published-results.ts';

const LEGEND =
  'In per cent. **paper**: claimed, Llama-3.1-8B-Instruct, one run without intervals. **toy**: measured here on the embedded ' +
  'safety world, mean over seeds ± half the 95% t-interval of the mean; a toy’s numbers are no evidence for or against the ' +
  'paper’s.';

/** The paper's tables with claimed and measured numbers side by side, and its patterns with their verdicts, as Markdown. */
export function paperTables(cells: MeasuredCells): string {
  const judged = PATTERN_CLAIMS.map((claim) => judgeClaim(claim, cells));
  return [
    LEGEND,
    ...PAPER_TABLES.flatMap((table) => [
      `### ${table.title}`,
      sideBySide(table, cells),
      table.caption,
    ]),
    '### Patterns that the paper’s numbers show',
    claimsTable(judged),
    `${RULE} Differences are in points, each with its 95% interval and number of seeds.`,
  ].join('\n\n');
}

function sideBySide({ measures, rows }: PaperTable, cells: MeasuredCells): string {
  const isClaimed = (measure: MeasureName): boolean =>
    rows.some(({ claimed }) => claimed?.[measure] !== undefined);
  const head = [
    '',
    ...measures.flatMap((measure) => {
      const { label } = MEASURES[measure];
      return [...(isClaimed(measure) ? [`${label}, paper`] : []), `${label}, toy`];
    }),
    'seeds',
  ];
  const body = rows.map((row) => [
    row.label,
    ...measures.flatMap((measure) => [
      ...(isClaimed(measure) ? [claimedCell(row, measure)] : []),
      measuredCell(overSeeds(cells, row, measure)),
    ]),
    String(Math.max(...measures.map((measure) => overSeeds(cells, row, measure).n))),
  ]);
  return markdownTable([head, ...body]);
}

function overSeeds(cells: MeasuredCells, row: PaperRow, measure: MeasureName): MeanAndSpread {
  return meanAndSpread([...measuredBySeed(cells, row.measuredOn, measure).values()]);
}

function claimedCell({ claimed }: PaperRow, measure: MeasureName): string {
  const value = claimed?.[measure];
  return value === undefined ? '–' : value.toFixed(1);
}

function measuredCell({ value, high, n }: MeanAndSpread): string {
  if (value === null) return '–';
  return n < 2 ? points(value) : `${points(value)} ± ${points(high - value)}`;
}

function claimsTable(judged: readonly JudgedClaim[]): string {
  return markdownTable([
    ['pattern', 'paper', 'toy', ''],
    ...judged.map(({ claim, verdict, differences }) => [
      claim.statement,
      claim.claimed,
      claim.comparisons
        .map(({ label, margin }, index) => {
          const allowed = margin === undefined ? '' : `, margin ${points(margin)}`;
          return `${label}${allowed}: ${differenceText(differences[index])}`;
        })
        .join('; '),
      `**${verdict}**`,
    ]),
  ]);
}

function differenceText(difference: MeanAndSpread | undefined): string {
  if (difference === undefined || difference.value === null) return 'not measured';
  const { value, low, high, n } = difference;
  if (n < 2) return `${points(value)} (1 seed)`;
  return `${points(value)} (${points(low)} to ${points(high)}; ${n} seeds)`;
}

/** A share in per cent, or a difference in points. */
function points(share: number): string {
  return (100 * share).toFixed(1).replace('-', '−');
}
