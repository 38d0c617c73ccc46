import type { Component, ComponentKind } from './component.ts';

type AnyComponent = { [Kind in ComponentKind]: Component<Kind> }[ComponentKind];

/** A package that adds components; it is what the package exports by default. */
export interface Plugin {
  /** The package's name, as an experiment lists it under `plugins:`. */
  readonly name: string;
  readonly summary: string;
  readonly components: readonly AnyComponent[];
}

/** Declares a plugin; importing it has no side effect. Throws when it names a component twice. */
export function definePlugin(plugin: Plugin): Plugin {
  const seen = new Set<string>();
  for (const { kind, name } of plugin.components) {
    if (seen.has(`${kind} ${name}`)) {
      throw new Error(`plugin ${plugin.name} declares the ${kind} "${name}" twice`);
    }
    seen.add(`${kind} ${name}`);
  }
  return plugin;
}
