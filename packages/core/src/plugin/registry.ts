import convict from 'convict';
import { didYouMean } from '../config/nearest.ts';
import { COMPONENT_KINDS } from './component-options.ts';
import type { Component, ComponentKind } from './component.ts';
import type { Plugin } from './define-plugin.ts';

/** A component and the plugin that it came from. */
export interface Registered<Kind extends ComponentKind = ComponentKind> {
  readonly plugin: string;
  readonly component: Component<Kind>;
}

/** The components that experiments can name. */
export class PluginRegistry {
  readonly #plugins = new Map<string, Plugin>();
  readonly #components = new Map<ComponentKind, Map<string, Registered>>();

  constructor(plugins: readonly Plugin[] = []) {
    for (const plugin of plugins) this.register(plugin);
  }

  get plugins(): readonly Plugin[] {
    return [...this.#plugins.values()];
  }

  /**
   * Adds the components of `plugin`; a plugin that is there already is left as it is.
   * Throws when another plugin has a component of the same kind and name, when a component is not whole or of no known
   * kind, or when an option schema is broken.
   */
  register(plugin: Plugin): void {
    if (this.#plugins.has(plugin.name)) return;
    for (const component of plugin.components) {
      refuseMalformed(component, plugin.name);
      const { kind, name, options } = component;
      const other = this.#components.get(kind)?.get(name);
      if (other) {
        throw new Error(
          `the plugins ${other.plugin} and ${plugin.name} both have the ${kind} "${name}": ` +
            'rename one of them, or leave one out of plugins:',
        );
      }
      refuseBrokenSchema(options, `${plugin.name}, ${kind} "${name}"`);
    }
    this.#plugins.set(plugin.name, plugin);
    for (const component of plugin.components) {
      const named = this.#components.get(component.kind) ?? new Map<string, Registered>();
      // A map by kind keeps what the union of kinds cannot say: its entries are of that kind.
      named.set(component.name, {
        plugin: plugin.name,
        component: component as unknown as Component,
      });
      this.#components.set(component.kind, named);
    }
  }

  /** The components of a kind, in the order in which they were registered. */
  list<Kind extends ComponentKind>(kind: Kind): readonly Registered<Kind>[] {
    const named = this.#components.get(kind);
    return [...(named?.values() ?? [])] as unknown as readonly Registered<Kind>[];
  }

  has(kind: ComponentKind, name: string): boolean {
    return this.#components.get(kind)?.has(name) ?? false;
  }

  /** The component called `name`. Throws, with the known names and the nearest, when there is none. */
  find<Kind extends ComponentKind>(kind: Kind, name: string): Component<Kind> {
    return this.#registered(kind, name).component;
  }

  /** The name of the plugin that brought a component. Throws as `find` does. */
  pluginOf(kind: ComponentKind, name: string): string {
    return this.#registered(kind, name).plugin;
  }

  #registered<Kind extends ComponentKind>(kind: Kind, name: string): Registered<Kind> {
    const found = this.list(kind).find(({ component }) => component.name === name);
    if (!found) throw new Error(this.explainUnknown(kind, name));
    return found;
  }

  /** Why `find` would throw: what is known, what is near, and what may be missing. */
  explainUnknown(kind: ComponentKind, name: string): string {
    const names = this.list(kind).map(({ component }) => component.name);
    const known = names.length === 0 ? 'none is installed' : `there are: ${names.join(', ')}`;
    const near = didYouMean(name, names);
    const hint = near || ' If a plugin brings it, name that plugin under plugins:.';
    return `no ${kind} is called "${name}"; ${known}.${hint}`;
  }
}

/** A plugin in plain JavaScript may bring what no type allows. */
function refuseMalformed(
  component: Partial<Record<keyof Component, unknown>>,
  plugin: string,
): void {
  const { kind, name, options, create } = component;
  const place = `the component ${typeof name === 'string' ? `"${name}"` : 'without a name'} of plugin ${plugin}`;
  if (!COMPONENT_KINDS.some((known) => known === kind)) {
    const near = didYouMean(String(kind), COMPONENT_KINDS);
    throw new Error(
      `${place} is of the kind "${String(kind)}"; there are: ${COMPONENT_KINDS.join(', ')}.${near}`,
    );
  }
  if (typeof name !== 'string' || typeof create !== 'function' || typeof options !== 'object') {
    throw new Error(
      `${place} is not whole: it needs a name, options ({} for none) and create; component(kind, name, { … }) makes one`,
    );
  }
}

function refuseBrokenSchema(options: Component['options'], owner: string): void {
  try {
    convict(options, { args: [], env: {} });
  } catch (error) {
    throw new Error(`the option schema of ${owner} is broken: ${String(error)}`, { cause: error });
  }
}
