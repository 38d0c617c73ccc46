import type { EvaluationResult } from '@waltz/core';
import { percent } from '../percent.ts';

/** One line for an evaluation that has just ended. */
export function evaluationLine(
  name: string,
  { asr, orr, ftr, labelAccuracy }: EvaluationResult,
): string {
  return (
    `evaluation ${name}: ASR ${percent(asr)}  ORR ${percent(orr)}  ` +
    `FTR ${percent(ftr)}  labels ${percent(labelAccuracy)}`
  );
}
