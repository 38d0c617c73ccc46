import { existsSync } from 'node:fs';
import { meanAndSpread, type RunSummary } from '@waltz/core';
import { EVALUATION_ROWS } from '../evaluation-rows.ts';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { percent } from '../percent.ts';
import { readRunGroups, type RunGroup } from '../run-groups.ts';

/**
 * `waltz table FOLDER`: the finished runs of an experiment, mean ± standard deviation over seeds, as a Markdown
 * table for each group of runs that differ in their seed alone.
 */
export async function showTable(experimentFolder: string): Promise<ExitCode> {
  const groups = existsSync(experimentFolder) ? await readRunGroups(experimentFolder) : [];
  if (groups.length === 0) {
    throw new UsageError(
      `${experimentFolder} holds no finished runs: name a folder like runs/waltz-baseline`,
    );
  }
  console.log(groups.map(markdown).join('\n\n'));
  return EXIT.ok;
}

function markdown({ label, summaries }: RunGroup): string {
  const names = [...new Set(summaries.flatMap(({ evaluations }) => Object.keys(evaluations)))];
  const seeds = summaries.map(({ seed }) => seed).join(', ');
  const title = `${label === '' ? '' : `${label}, `}seeds ${seeds}`;
  const rows = EVALUATION_ROWS.map(({ label: row, of }) => [
    row,
    ...names.map((name) => meanOver(summaries, name, of)),
  ]);
  const seconds = meanAndSpread(summaries.map((summary) => summary.seconds)).value ?? 0;
  return [
    `**${title}** (${seconds.toFixed(0)} s a run, ${summaries[0]?.backend ?? ''})`,
    '',
    line(['%, mean ± standard deviation', ...names]),
    line(['---', ...names.map(() => '---:')]),
    ...rows.map(line),
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function meanOver(
  summaries: readonly RunSummary[],
  name: string,
  of: (typeof EVALUATION_ROWS)[number]['of'],
): string {
  const values = summaries.flatMap(({ evaluations }) => {
    const metrics = evaluations[name];
    const value = metrics ? of(metrics).value : null;
    return value === null ? [] : [value];
  });
  const mean = meanAndSpread(values);
  return mean.spread === null
    ? percent(mean)
    : `${percent(mean)} ± ${(100 * mean.spread).toFixed(1)}`;
}
