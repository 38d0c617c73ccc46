import type { Backend, EngineProvider, Tokenizer } from '@waltz/core';
import { TransformerEngine } from './engine/transformer-engine.ts';
import { assertArchitecture } from './model/architecture.ts';
import type { TransformerOptions } from './transformer-options.ts';

/**
 * Activates `backend` and makes transformers for `tokenizer` on it.
 * Throws when the sizes do not make a transformer or the backend does not work here.
 */
export async function transformerProvider(
  options: TransformerOptions,
  { tokenizer, backend }: { readonly tokenizer: Tokenizer; readonly backend: Backend },
): Promise<EngineProvider> {
  const { lora, microBatchTokens, sampleBatch, ...sizes } = options;
  const architecture = { ...sizes, vocabularySize: tokenizer.vocabularySize };
  assertArchitecture(architecture);
  const { reason } = await backend.probe();
  await backend.activate();
  const { endOfTurn } = tokenizer;
  const settings = { architecture, lora, endOfTurn, microBatchTokens, sampleBatch };
  return {
    backend: { name: backend.name, reason },
    open: ({ seed }) => Promise.resolve(TransformerEngine.initialise(settings, seed)),
  };
}
