import { meanOf } from '@waltz/core';
import type { WordTable } from '../word-table.ts';
import { stabilityOf } from './stability.ts';
import type { SweepResults } from './sweep-results.ts';

/** How steadily each cell was trained, an agent a row; null where no cell has trained anything. */
export function stabilityTable({ cells }: SweepResults): WordTable | null {
  const rows = cells.flatMap((results) => {
    const { agents, diverged } = stabilityOf(results);
    const seeds = diverged.length === 0 ? 'none' : diverged.join(', ');
    return agents.length === 0 && diverged.length > 0
      ? [[results.cell.name, '–', '–', '–', seeds]]
      : agents.map(({ agent, gradientVariances, klSpikes }) => [
          results.cell.name,
          agent,
          meanAndRange(gradientVariances, (value) => value.toPrecision(3)),
          meanAndRange(klSpikes, (value) => String(Number(value.toFixed(1)))),
          seeds,
        ]);
  });
  if (rows.length === 0) return null;
  return {
    title: 'How steadily each cell was trained',
    caption:
      'Means over seeds, with the lowest and the highest seed. Variance: of the norm of the gradient, before clipping, about its ' +
      'mean in the stage; losses of different scales are not comparable in it. KL spikes: steps of a run whose mean k1 a token is ' +
      'above 0.01 nats and more than twice the median of the ten steps before. Diverged: stopped on a number that is not finite, ' +
      'or ended with a lower F1 than it began with.',
    columns: ['cell', 'agent', 'gradient norm, variance', 'KL spikes', 'seeds that diverged'],
    rows,
  };
}

function meanAndRange(values: readonly number[], text: (value: number) => string): string {
  const mean = meanOf(values);
  if (mean === null) return '–';
  return values.length === 1
    ? text(mean)
    : `${text(mean)} (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}
