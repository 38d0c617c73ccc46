import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PolicyWork, TurnWork } from '../work/policy-work.ts';
import { AppendLog } from './append-log.ts';
import type { EpisodeRecord } from './episode-record.ts';
import { scalarsRecord, versionRecord } from './event-record.ts';

/** Where a run stands: the stage, and the steps taken in it and in all stages together. */
export interface StepPosition {
  readonly stage: string;
  readonly step: number;
  readonly globalStep: number;
}

/** What a step cost. It stands apart from the metrics, which are the same in every run of one config. */
export interface StepTimings {
  /** By phase: `sample`, `judge`, `logprobs`, `update`, and `critic` where values are asked for and learned. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Tokens sampled, and tokens that agents and critics were trained on: as often as there were passes. */
  readonly tokens: Readonly<Record<string, number>>;
}

/** A step's timings with what each set of weights did in it. */
export interface MeteredTimings extends StepTimings {
  readonly work: readonly PolicyWork[];
}

/** What an evaluation cost: a line of `timings.jsonl` too. */
export interface EvaluationWork {
  /** `evaluation:<name>` */
  readonly stage: string;
  readonly step: number;
  /** Of the main split: `turns` is about these. */
  readonly prompts: number;
  readonly turns: readonly TurnWork[];
  /** All that was done, training prompts included. */
  readonly work: readonly PolicyWork[];
}

/** The growing files of a run folder, by what they hold. */
export const LOG_FILES = {
  metrics: 'metrics.jsonl',
  timings: 'timings.jsonl',
  episodes: 'episodes.jsonl',
  // The name holds no time, so that a resumed run finds the file and goes on with it.
  events: join('events', 'events.out.tfevents.0.waltz'),
} as const;

export type LogName = keyof typeof LOG_FILES;

const LOG_NAMES = Object.keys(LOG_FILES) as readonly LogName[];

/** `[log]` bytes: a checkpoint keeps them, so that a resumed run drops what was written after it. */
export type LogLengths = Readonly<Record<LogName, number>>;

/** Writes what happens in a run: metrics, timings, TensorBoard events and the credit ledger. */
export class Tracker {
  readonly #logs: Readonly<Record<LogName, AppendLog>>;

  private constructor(logs: Readonly<Record<LogName, AppendLog>>) {
    this.#logs = logs;
  }

  /** Opens the logs of `runFolder` and cuts them back to `lengths`. Throws when one is shorter than that. */
  static async open(runFolder: string, lengths: LogLengths): Promise<Tracker> {
    const openLog = (name: LogName) => AppendLog.open(join(runFolder, LOG_FILES[name]));
    const tracker = new Tracker({
      metrics: await openLog('metrics'),
      timings: await openLog('timings'),
      episodes: await openLog('episodes'),
      events: await openLog('events'),
    });
    for (const name of LOG_NAMES) await tracker.#logs[name].cutBack(lengths[name]);
    if (lengths.events === 0) await tracker.#logs.events.append(versionRecord(now()));
    return tracker;
  }

  /** Makes what was written outlast a power cut; gives the logs' lengths, for a checkpoint. */
  async flush(): Promise<LogLengths> {
    await Promise.all(LOG_NAMES.map((name) => this.#logs[name].flush()));
    return {
      metrics: this.#logs.metrics.length,
      timings: this.#logs.timings.length,
      episodes: this.#logs.episodes.length,
      events: this.#logs.events.length,
    };
  }

  /** One line of `metrics.jsonl`, keys in the alphabet's order, and the same scalars for TensorBoard. */
  async step(
    { stage, step, globalStep }: StepPosition,
    metrics: Readonly<Record<string, number>>,
    timings: MeteredTimings,
  ): Promise<void> {
    const sorted = Object.fromEntries(
      Object.entries(metrics).sort(([one], [other]) => (one < other ? -1 : 1)),
    );
    await Promise.all([
      this.#logs.metrics.append(line({ stage, step, globalStep, metrics: sorted })),
      this.#logs.timings.append(line({ stage, step, ...timings })),
      this.#logs.events.append(scalarsRecord(now(), globalStep, sorted)),
    ]);
  }

  /** A line of `timings.jsonl` about an evaluation. */
  async evaluation(work: EvaluationWork): Promise<void> {
    await this.#logs.timings.append(line(work));
  }

  /** Lines of the credit ledger. */
  async episodes(records: readonly EpisodeRecord[]): Promise<void> {
    if (records.length > 0) await this.#logs.episodes.append(records.map(line).join(''));
  }

  async close(): Promise<void> {
    for (const name of LOG_NAMES) await this.#logs[name].close();
  }
}

/** Throws when a log of `runFolder` is shorter than `lengths` says: what a checkpoint builds on is gone then. */
export async function requireLogs(runFolder: string, lengths: LogLengths): Promise<void> {
  for (const name of LOG_NAMES) {
    const { size } = await stat(join(runFolder, LOG_FILES[name]));
    if (size < lengths[name]) {
      throw new Error(
        `${LOG_FILES[name]} has ${size} bytes, fewer than the ${lengths[name]} it had`,
      );
    }
  }
}

/** The lengths of logs that hold nothing yet. */
export const EMPTY_LOGS: LogLengths = { metrics: 0, timings: 0, episodes: 0, events: 0 };

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** Wall-clock seconds since 1970: TensorBoard wants them; no metric and no weight depends on them. */
function now(): number {
  return Date.now() / 1000;
}
