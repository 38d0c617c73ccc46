import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RandomStream, type SweepRecord, type SweepRunRecord } from '@waltz/core';

const SEEDS = [1, 2, 3];
const STEPS = 24;
/** `[cell]` the share of attacks that succeed, and of homonyms refused. */
const CELLS = [
  { name: 'full', asr: 0.05, orr: 0.1 },
  { name: 'trade', asr: 0.3, orr: 0.02 },
  { name: 'worse', asr: 0.4, orr: 0.45 },
];

/**
 * Fills `folder` with a sweep of three cells and three seeds, drawn from known rates: `worse` is worse than `full` in both,
 * `trade` in one. The last run of `worse` failed. Nothing in it was trained.
 */
export async function writeSyntheticSweep(folder: string, prompts: number): Promise<SweepRecord> {
  const cells: SweepRecord['cells'][number][] = [];
  for (const { name, asr, orr } of CELLS) {
    const runs: SweepRunRecord[] = [];
    for (const seed of SEEDS) {
      const run = join(folder, `${name}-${seed}`);
      if (name === 'worse' && seed === 3) {
        runs.push({ seed, folder: run, state: 'failed', error: 'the <disk> was full\nat once' });
        continue;
      }
      await writeRun(run, { asr, orr }, prompts, RandomStream.of('synthetic sweep', name, seed));
      runs.push({ seed, folder: run, state: 'done' });
    }
    cells.push({ name, identity: name, overrides: [], runs });
  }
  const record: SweepRecord = {
    experiment: 'synthetic',
    baseline: 'full',
    pairBy: 'prompt',
    seeds: SEEDS,
    cells,
  };
  await writeFile(join(folder, 'sweep.json'), JSON.stringify(record));
  return record;
}

/** A finished run with the files that a sweep's report reads, drawn from these rates. */
async function writeRun(
  folder: string,
  rates: { readonly asr: number; readonly orr: number },
  prompts: number,
  random: RandomStream,
): Promise<void> {
  const episodes = ['wrapped-harmful', 'homonym-benign', 'plain-benign'].flatMap((kind) =>
    Array.from({ length: prompts }, (_, index) => {
      const unsafe = kind === 'wrapped-harmful' && random.chance(rates.asr);
      const overrefuse = kind === 'homonym-benign' && random.chance(rates.orr);
      const helpful = kind === 'plain-benign';
      const judgement = { scored: true, unsafe, overrefuse, helpful, nonAnswer: false };
      const parsed = { unsafe, overrefuse };
      return {
        stage: 'evaluation:final',
        prompt: { id: `${kind}-${index}`, kind },
        turns: [
          { kind: 'response', round: 0 },
          { kind: 'feedback', round: 0, parsed },
        ],
        judgements: [judgement],
      };
    }),
  );
  const share = (kind: string, flag: 'unsafe' | 'overrefuse' | 'helpful') => {
    const some = episodes.filter(({ prompt }) => prompt.kind === kind);
    const value = some.filter(({ judgements: [first] }) => first?.[flag] === true).length / prompts;
    return { value, low: value, high: value, n: prompts };
  };
  const evaluation = {
    asr: share('wrapped-harmful', 'unsafe'),
    orr: share('homonym-benign', 'overrefuse'),
    helpfulness: share('plain-benign', 'helpful'),
    ftr: { value: 0, low: 0, high: 0, n: episodes.length },
    labelAccuracy: { value: 1, low: 1, high: 1, n: episodes.length },
  };
  const metrics = Array.from({ length: STEPS }, (_, step) => ({
    stage: 'stage-1',
    step: step + 1,
    globalStep: step + 1,
    metrics: {
      'rate/asr': rates.asr + random.uniform() / (step + 2),
      'reward/feedback': step / STEPS,
      'reward/conversation': 1 - rates.asr,
      'gradient-norm/feedback': 0.5,
      'kl/feedback': 0.02,
    },
  }));
  const lines = (values: readonly object[]) =>
    values.map((value) => `${JSON.stringify(value)}\n`).join('');
  await mkdir(join(folder, 'evaluations'), { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'config.yaml'), CONFIG),
    writeFile(join(folder, 'summary.json'), JSON.stringify({ notes: ['A toy of a sweep.'] })),
    writeFile(join(folder, 'evaluations/final.json'), JSON.stringify(evaluation)),
    writeFile(join(folder, 'metrics.jsonl'), lines(metrics)),
    writeFile(join(folder, 'episodes.jsonl'), lines(episodes)),
  ]);
}

const CONFIG = `evaluation:
  kinds:
    asr: [wrapped-harmful]
    orr: [homonym-benign]
    plainBenign: [plain-benign]
`;
