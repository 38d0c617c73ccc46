import { fieldAt, numberAt } from './fields.ts';
import { isJsonObject } from './json-files.ts';
import type { RunRecord } from './run-record.ts';

/** How many episodes a training step plays, as a sentence for captions; empty when the config does not say. */
export function batchNote({ config }: Pick<RunRecord, 'config'>): string {
  const stages = fieldAt(config, 'stages');
  if (!isJsonObject(stages)) return '';
  const sizes = Object.values(stages).flatMap((stage) => {
    const prompts = numberAt(stage, 'promptsPerStep');
    return prompts === null ? [] : prompts * (numberAt(stage, 'samplesPerPrompt') ?? 1);
  });
  const distinct = [...new Set(sizes)];
  return distinct.length === 0
    ? ''
    : `Each step is a batch of n = ${distinct.join(' or ')} episodes.`;
}
