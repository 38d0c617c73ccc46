import type { ComponentKinds, EngineProvider } from '@waltz/core';
import { TransformerCritic } from './critic/transformer-critic.ts';
import { TransformerEngine } from './engine/transformer-engine.ts';
import { assertArchitecture } from './model/architecture.ts';
import { ParallelEngine } from './parallel/parallel-engine.ts';
import { thriftyTeam, wholeTeam } from './parallel/team.ts';
import { countWorkers } from './parallel/worker-count.ts';
import type { TransformerOptions } from './transformer-options.ts';

/**
 * Activates `backend` and makes transformers for `tokenizer` on it, which share their work among `workers` threads.
 * Throws when the sizes do not make a transformer or the backend does not work here.
 */
export async function transformerProvider(
  options: TransformerOptions,
  { tokenizer, backend, workers, notice }: ComponentKinds['engine']['given'],
): Promise<EngineProvider> {
  const { lora, microBatchTokens, sampleBatch, ...sizes } = options;
  const architecture = { ...sizes, vocabularySize: tokenizer.vocabularySize };
  assertArchitecture(architecture);
  const { reason } = await backend.probe();
  await backend.activate();
  const { endOfTurn } = tokenizer;
  const settings = { architecture, lora, endOfTurn, microBatchTokens, sampleBatch };
  const threads = countWorkers(workers, backend, settings);
  notice(`workers ${threads.count}: ${threads.reason}`);
  const team = workers === 'auto' ? thriftyTeam : wholeTeam;
  const members = threads.count === 1 ? null : team(backend.name, threads.count);
  return {
    backend: { name: backend.name, reason },
    workers: threads,
    size: architecture,
    open: async ({ seed }) => {
      const engine = TransformerEngine.initialise(settings, seed);
      return members === null ? engine : new ParallelEngine(engine, members);
    },
    openCritic: ({ seed, agents }) =>
      Promise.resolve(new TransformerCritic(settings, agents, seed)),
  };
}
