import { fieldAt, numberAt } from './fields.ts';
import { isJsonObject } from './json-files.ts';
import type { RunRecord } from './run-record.ts';

/** How many prompts a training step reads, as a sentence for captions; empty when the config does not say. */
export function batchNote(run: RunRecord): string {
  const stages = fieldAt(run.config, 'stages');
  if (!isJsonObject(stages)) return '';
  const sizes = Object.values(stages).flatMap((stage) => numberAt(stage, 'promptsPerStep') ?? []);
  const distinct = [...new Set(sizes)];
  return distinct.length === 0
    ? ''
    : `Each step is a batch of n = ${distinct.join(' or ')} prompts.`;
}
