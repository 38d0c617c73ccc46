import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  LOG_FILES,
  promptOutcomes,
  type EvaluationConfig,
  type OutcomeRecord,
  type PromptOutcomes,
} from '@waltz/core';
import { textsAt } from '../run/fields.ts';
import type { JsonObject } from '../run/json-files.ts';

/** The evaluation that runs are compared by. */
export const COMPARED = 'final';

/** What came of each prompt in the final evaluation of a finished run. Throws when its ledger is missing. */
export async function readOutcomes(folder: string, config: JsonObject): Promise<PromptOutcomes> {
  const stage = `"stage":"evaluation:${COMPARED}"`;
  const episodes: OutcomeRecord[] = [];
  const stream = createReadStream(join(folder, LOG_FILES.episodes), 'utf8');
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    // Most lines are of training; telling by the text is far quicker than reading each.
    if (line.includes(stage)) episodes.push(outcomeRecord(line));
  }
  return promptOutcomes(episodes, kindsOf(config));
}

/** A whole episode is several times as large as what is counted of it. */
function outcomeRecord(line: string): OutcomeRecord {
  // A line of a finished run, as `episode-record.ts` writes it.
  const { prompt, judgements, turns } = JSON.parse(line) as OutcomeRecord;
  return { prompt, judgements, turns };
}

function kindsOf(config: JsonObject): EvaluationConfig['kinds'] {
  const kinds = (rate: string): readonly string[] => textsAt(config, 'evaluation', 'kinds', rate);
  return { asr: kinds('asr'), orr: kinds('orr'), plainBenign: kinds('plainBenign') };
}
