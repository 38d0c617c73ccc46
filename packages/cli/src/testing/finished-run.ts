import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Estimate, EvaluationResult } from '@waltz/core';

const rate = (value: number | null): Estimate => ({ value, low: 0, high: 1, n: 100 });

/** An evaluation with this ASR; all else is 0.5, and nothing was observed for helpfulness. */
export function evaluationWith(asr: number): EvaluationResult {
  const half = rate(0.5);
  return {
    asr: rate(asr),
    orr: half,
    f1: half,
    ftr: half,
    ftrPlainBenign: half,
    ftrByKind: {},
    labelAccuracy: half,
    labelAccuracyByKind: {},
    jsonErrorRate: half,
    helpfulness: rate(null),
    firstResponse: { asr: half, orr: half },
    nonAnswer: half,
    nonAnswerByKind: {},
    improved: half,
    worsened: half,
    unscored: half,
  };
}

/** What of a run `waltz table` reads, in `folder`. */
export function writeFinishedRun(
  folder: string,
  run: {
    readonly seed: number;
    readonly config?: string;
    readonly evaluations: Readonly<Record<string, EvaluationResult>>;
    readonly baseWeights?: string;
    readonly backend?: string;
  },
): void {
  const { seed, config = 'steps: 3', evaluations, baseWeights = null, backend = 'wasm' } = run;
  const json = (file: string, value: unknown) =>
    writeFileSync(join(folder, file), JSON.stringify(value));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.yaml'), `seed: ${seed}\n${config}\n`);
  json('environment.json', { baseWeights, gitCommit: '0123456789abcdef+changes' });
  json('summary.json', { experiment: 'waltz', seed, backend, seconds: 100 + seed, evaluations });
}
