import type { ComponentKinds, EngineProvider } from '@waltz/core';
import { assertArchitecture } from './model/architecture.ts';
import { randomStart, type StartingValues } from './model/initialisation.ts';
import { provideTransformers } from './provide-transformers.ts';
import type { TransformerOptions } from './transformer-options.ts';

/**
 * Transformers of the sizes that an experiment gives, with random weights unless they start elsewhere, see
 * `provideTransformers`. Throws when the sizes do not make a transformer.
 */
export async function transformerProvider(
  options: TransformerOptions,
  given: ComponentKinds['engine']['given'],
  start: (seed: number) => StartingValues = randomStart,
): Promise<EngineProvider> {
  const { lora, microBatchTokens, gradientCheckpointing, sampleBatch, ...sizes } = options;
  const architecture = { ...sizes, vocabularySize: given.tokenizer.vocabularySize };
  assertArchitecture(architecture);
  const passes = { microBatchTokens, gradientCheckpointing, sampleBatch };
  const settings = { architecture, lora, ...passes };
  return provideTransformers(settings, given, start, null);
}
