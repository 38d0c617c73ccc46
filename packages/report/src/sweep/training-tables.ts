import type { WordTable } from '../word-table.ts';
import { convergenceTable } from './convergence-table.ts';
import { stabilityTable } from './stability-table.ts';
import type { SweepResults } from './sweep-results.ts';

/** What a sweep's report says of training itself; tables that would be empty are left out. */
export function trainingTables(results: SweepResults): readonly WordTable[] {
  return [convergenceTable(results), stabilityTable(results)].filter((made) => made !== null);
}
