import type { ComponentKinds, EngineProvider } from '@waltz/core';
import { TransformerCritic } from './critic/transformer-critic.ts';
import { exportWeights } from './export/export-weights.ts';
import { TransformerEngine, type TransformerSettings } from './engine/transformer-engine.ts';
import type { EngineOptions } from './engine-options.ts';
import type { StartingValues } from './model/initialisation.ts';
import { estimateMemory } from './memory/estimate-memory.ts';
import { ParallelEngine } from './parallel/parallel-engine.ts';
import { thriftyTeam, wholeTeam } from './parallel/team.ts';
import { countWorkers } from './parallel/worker-count.ts';
import { sequencesAtOnce } from './sequences-at-once.ts';
import { tokensOfAPass } from './tokens-of-a-pass.ts';

/**
 * Activates `backend` and makes transformers of these settings on it, which share their work among `workers` threads.
 * `start` gives the weights that they start from, by the seed that one is opened with; `model` is the path of the published
 * model that these are of, null where there is none.
 * Throws when the backend does not work here.
 */
export async function provideTransformers(
  {
    microBatchTokens,
    sampleBatch,
    ...options
  }: Omit<TransformerSettings, 'ends' | 'microBatchTokens' | 'sampleBatch'> &
    Pick<EngineOptions, 'microBatchTokens' | 'sampleBatch'>,
  { tokenizer, backend, workers, notice }: ComponentKinds['engine']['given'],
  start: (seed: number) => StartingValues,
  model: string | null,
): Promise<EngineProvider> {
  const { reason } = await backend.probe();
  // Before that, some backends do not know how much memory there is.
  await backend.activate();
  const ends = [tokenizer.endOfTurn, ...(tokenizer.otherEnds ?? [])];
  const chosen = {
    microBatchTokens:
      microBatchTokens === 'auto' ? tokensOfAPass(options, backend) : microBatchTokens,
    sampleBatch:
      sampleBatch === 'auto' ? sequencesAtOnce(options.architecture, backend) : sampleBatch,
  };
  const settings = {
    ...options,
    ...chosen,
    ends,
    keepsBatchesWhole: backend.usesOneCore !== true,
    isPublished: model !== null,
  };
  const threads = countWorkers(workers, backend, settings);
  notice(`workers ${threads.count}: ${threads.reason}`);
  const team = workers === 'auto' ? thriftyTeam : wholeTeam;
  const members = threads.count === 1 ? null : team(backend.name, threads.count);
  return {
    backend: { name: backend.name, reason },
    workers: threads,
    chosen,
    sequencesAtOnce: chosen.sampleBatch,
    size: settings.architecture,
    estimateMemory: (sets) => estimateMemory(settings, { backend, threads: threads.count }, sets),
    open: async ({ seed }) => {
      const engine = TransformerEngine.initialise(settings, seed, start(seed));
      return members === null ? engine : new ParallelEngine(engine, members);
    },
    openCritic: async ({ seed, agents }) =>
      new TransformerCritic(settings, agents, seed, start(seed)),
    exportWeights: async (request) => exportWeights({ settings, start: start(0), model }, request),
  };
}
