import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach } from 'vitest';
import type { ExperimentConfig } from '../config/experiment-config.ts';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import { runExperiment, type RunOptions } from '../training/run-experiment.ts';
import { SILENT_OBSERVER, type RunObserver } from '../training/run-observer.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { tinyConfig, tinyParts } from './tiny-experiment.ts';

/** What two equal runs have equal to the byte: everything but times. */
const EXACT_FILES = [
  'metrics.jsonl',
  'episodes.jsonl',
  'evaluations/base.json',
  'evaluations/stage-1.json',
  'evaluations/final.json',
  'weights/conversation.safetensors',
  'weights/feedback.safetensors',
];

/** Runs of the tiny experiment in a folder that each test has anew, and what they leave there. */
export function testRuns() {
  let folder = '';
  beforeEach(() => {
    folder = temporaryFolder();
  });
  const at = (...path: readonly string[]): string => join(folder, ...path);
  return {
    at,
    run: (name: string, parts: ExperimentParts = tinyParts(), options: RunOptions = {}) =>
      runExperiment(parts, at(name), options),
    read: (...path: readonly string[]) => readFile(at(...path), 'utf8'),
    linesOf: (...path: readonly string[]) => linesIn(at(...path)),
  };
}

async function linesIn(file: string): Promise<readonly unknown[]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.map((line): unknown => JSON.parse(line));
}

/** The text of each file that equal runs have in common. */
export async function exactFiles(runFolder: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(
    await Promise.all(
      EXACT_FILES.map(
        async (file) => [file, await readFile(join(runFolder, file), 'utf8')] as const,
      ),
    ),
  );
}

/** Stops a run once `globalStep` steps are done. */
export function stopAfter(globalStep: number): Required<Pick<RunOptions, 'signal' | 'observer'>> {
  const stop = new AbortController();
  let taken = 0;
  const observer: RunObserver = {
    ...SILENT_OBSERVER,
    stepFinished() {
      taken++;
      if (taken === globalStep) stop.abort();
    },
  };
  return { signal: stop.signal, observer };
}

/** The parts of the tiny experiment with these changes to its config. */
export function withConfig(changes: Partial<ExperimentConfig>): ExperimentParts {
  return tinyParts({ config: { ...tinyConfig, ...changes } });
}
