import { PluginRegistry, type Plugin } from '@waltz/core';

/** The plugins that need no naming. They are loaded when a command asks for them, so that `--help` is quick. */
const BUILT_IN: readonly (() => Promise<{ readonly default: Plugin }>)[] = [
  () => import('@waltz/agents'),
  () => import('@waltz/rewards'),
  () => import('@waltz/algos'),
  () => import('@waltz/datasets'),
  () => import('@waltz/compute'),
  () => import('@waltz/models'),
];

/** A registry with the built-in plugins. */
export async function builtInRegistry(): Promise<PluginRegistry> {
  const modules = await Promise.all(BUILT_IN.map((load) => load()));
  return new PluginRegistry(modules.map(({ default: plugin }) => plugin));
}
