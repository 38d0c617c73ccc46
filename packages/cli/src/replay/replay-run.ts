import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  LOG_FILES,
  replayStep,
  type AgentRole,
  type EpisodeRecord,
  type ExperimentConfig,
  type ReplayedSample,
  type RunFolder,
  type Scoring,
} from '@waltz/core';
import { readRun } from '@waltz/report';

/** Scores the training episodes in a run's ledger again, step by step, as `config` says now. */
export async function replayRun(
  folder: RunFolder,
  config: ExperimentConfig,
  scoring: Scoring,
): Promise<readonly ReplayedSample[]> {
  const { metrics } = await readRun(folder.path);
  const replayed: ReplayedSample[] = [];
  for (const records of await trainingSteps(folder.file(LOG_FILES.episodes))) {
    const [{ stage: name, step } = { stage: '', step: 0 }] = records;
    const stage = config.stages[name];
    if (stage?.type !== 'reinforcement') continue;
    const before = metrics.find((line) => line.stage === name && line.step === step - 1)?.metrics;
    const coefficient = (agent: AgentRole): number =>
      // Where β is adaptive, a step leaves the one that the next step takes.
      before?.[`kl-coefficient/${agent}`] ?? stage.agents[agent].klCoefficient;
    const klCoefficients = {
      conversation: coefficient('conversation'),
      feedback: coefficient('feedback'),
    };
    const settings = { reward: config.reward, stage, klCoefficients };
    replayed.push(...(await replayStep(records, scoring, settings)));
  }
  return replayed;
}

/** `[step][episode]` the episodes that were learned from; none when there is no ledger. */
async function trainingSteps(path: string): Promise<readonly (readonly EpisodeRecord[])[]> {
  const steps = new Map<string, EpisodeRecord[]>();
  for await (const line of createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Infinity,
  })) {
    // Evaluations are told by their text, which is far quicker than reading each.
    if (line === '' || line.startsWith('{"stage":"evaluation:')) continue;
    const record = readRecord(line);
    if (record?.samples === undefined) continue;
    const key = `${record.stage} ${record.step}`;
    steps.set(key, [...(steps.get(key) ?? []), record]);
  }
  return [...steps.values()];
}

/** A line as `episode-record.ts` writes it; null for the last line of a run that was killed. */
function readRecord(line: string): EpisodeRecord | null {
  try {
    return JSON.parse(line) as EpisodeRecord;
  } catch {
    return null;
  }
}
