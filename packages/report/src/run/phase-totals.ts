import type { RunRecord } from './run-record.ts';

/** What one phase of training cost over the run. */
export interface PhaseTotal {
  readonly phase: string;
  readonly seconds: number;
  /** Null when the phase handles no tokens. */
  readonly tokens: number | null;
}

/** The phases in the order in which they first appear. */
export function phaseTotals(run: RunRecord): readonly PhaseTotal[] {
  const totals = new Map<string, PhaseTotal>();
  for (const { seconds, tokens } of run.timings) {
    for (const [phase, duration] of Object.entries(seconds)) {
      const before = totals.get(phase) ?? { phase, seconds: 0, tokens: null };
      const count = tokens[phase];
      totals.set(phase, {
        phase,
        seconds: before.seconds + duration,
        tokens: count === undefined ? before.tokens : (before.tokens ?? 0) + count,
      });
    }
  }
  return [...totals.values()];
}
