import type { ComponentKinds, EngineProvider } from '@waltz/core';
import { provideTransformers } from '../provide-transformers.ts';
import { fetchWeights } from '../source/fetch-weights.ts';
import { locateModel } from '../source/locate-model.ts';
import { openPretrained } from './open-pretrained.ts';
import type { PretrainedOptions } from './pretrained-options.ts';
import { pretrainedStart } from './pretrained-start.ts';

/**
 * Transformers of the sizes and with the weights of a published model, see `provideTransformers`. Adapters start so
 * that they add nothing.
 * Throws when the model cannot be fetched or read, is of an architecture that is not known, or is not that of the tokenizer.
 */
export async function pretrainedProvider(
  { model, ...options }: PretrainedOptions,
  given: ComponentKinds['engine']['given'],
): Promise<EngineProvider> {
  const path = await locateModel(model, fetchWeights, given);
  const { architecture, checkpoint } = await openPretrained(path);
  assertVocabulary(model, architecture.vocabularySize, given.tokenizer.vocabularySize);
  const settings = { architecture, ...options };
  return provideTransformers(settings, given, (seed) => pretrainedStart(checkpoint, seed), path);
}

/** Throws unless every token has a row in the model's table, and every row a token. */
function assertVocabulary(path: string, rows: number, tokens: number): void {
  if (tokens === rows) return;
  throw new Error(
    `${path} has a vocabulary of ${rows}, and the tokenizer has ${tokens}: they are of different models; ` +
      "use the tokenizer of the model's own folder",
  );
}
