import {
  optionsOf,
  type Backend,
  type Engine,
  type ModelSize,
  type PluginRegistry,
  type Tokenizer,
} from '@waltz/core';

/** The `transformer` engine as experiments get it, with sizes of its own and defaults for the rest; no turn ends. */
export async function openEngine(
  registry: PluginRegistry,
  backend: Backend,
  workers: number,
  { vocabularySize, ...sizes }: ModelSize,
): Promise<Engine> {
  const component = registry.find('engine', 'transformer');
  const defaults = Object.fromEntries(
    optionsOf(component).map(({ path, option }) => [path, option.default]),
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
  const provider = await component.create({ ...defaults, ...sizes }, given);
  return provider.open({ seed: 1 });
}
