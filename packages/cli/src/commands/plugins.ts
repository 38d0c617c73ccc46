import {
  COMPONENT_KINDS,
  describeFormat,
  didYouMean,
  loadPlugin,
  optionsOf,
  type ComponentKind,
  type ListedOption,
  type PluginRegistry,
} from '@waltz/core';
import Table from 'cli-table3';
import colours from 'picocolors';
import { builtInRegistry } from '../built-in-plugins.ts';
import { EXIT, UsageError, type ExitCode } from '../exit-code.ts';
import { installedPlugins } from '../installed-plugins.ts';

/** `waltz plugins [kind]`: every component with each option, its default, what it accepts and what it means. */
export async function showPlugins(
  kind: string | undefined,
  plugins: readonly string[],
): Promise<ExitCode> {
  const kinds = COMPONENT_KINDS.filter((known) => kind === undefined || known === kind);
  if (kinds.length === 0) {
    const near = didYouMean(kind ?? '', COMPONENT_KINDS);
    throw new UsageError(
      `there is no kind "${kind ?? ''}"; there are: ${COMPONENT_KINDS.join(', ')}.${near}`,
    );
  }
  const registry = await builtInRegistry();
  for (const plugin of new Set([...installedPlugins(), ...plugins])) {
    registry.register(await loadPlugin(plugin, process.cwd()));
  }
  for (const shown of kinds) showKind(shown, registry);
  return EXIT.ok;
}

function showKind(kind: ComponentKind, registry: PluginRegistry): void {
  const registered = registry.list(kind);
  if (registered.length === 0) return;
  console.log(`\n${colours.bold(kind)}`);
  for (const { component, plugin } of registered) {
    const { name, summary } = component;
    console.log(`\n  ${colours.cyan(name)} ${colours.dim(`(${plugin})`)}\n  ${summary}`);
    const listed = optionsOf(component);
    if (listed.length > 0) console.log(optionTable(listed));
  }
}

function optionTable(listed: readonly ListedOption[]): string {
  const table = new Table({
    head: ['option', 'default', 'is', 'meaning'].map(colours.dim),
    colWidths: [24, 24, 28, null],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { path, option } of listed) {
    table.push([path, showDefault(option.default), describeFormat(option), option.doc ?? '']);
  }
  return table.toString();
}

function showDefault(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
