import type { Backend, Engine, ModelSize, Tokenizer } from '@waltz/core';
import type { StartingValues } from '../../packages/models/src/model/initialisation.ts';
import {
  transformerOptions,
  type TransformerOptions,
} from '../../packages/models/src/transformer-options.ts';
import { transformerProvider } from '../../packages/models/src/transformer-provider.ts';

/** What weights are before others are read: to draw half a billion of them takes longer than to measure what they do. */
const zeros = (): StartingValues => (layout) =>
  new Float32Array(layout.shape.reduce((product, size) => product * size, 1));

/**
 * The `transformer` engine as experiments get it, with sizes of its own and defaults for the rest; no turn ends. It
 * starts from `weights`, a safetensors file, or from random ones.
 */
export async function openEngine(
  backend: Backend,
  workers: number,
  { vocabularySize, ...sizes }: ModelSize,
  weights: string | null,
): Promise<Engine> {
  const defaults = Object.fromEntries(
    Object.entries(transformerOptions).map(([name, option]) => [name, option.default]),
  );
  const tokenizer: Tokenizer = {
    vocabularySize,
    endOfTurn: -1,
    encode: () => [],
    decode: () => '',
    renderChat: () => [],
  };
  const context = { seed: 1, folder: process.cwd(), notice: () => {} };
  const given = { ...context, tokenizer, backend, workers };
  const options = { ...defaults, ...sizes } as TransformerOptions;
  const provider = await transformerProvider(options, given, ...(weights === null ? [] : [zeros]));
  const engine = await provider.open({ seed: 1 });
  if (weights !== null) await engine.loadWeights(weights, { optimiser: false });
  return engine;
}
