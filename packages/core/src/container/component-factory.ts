import { messageOf } from '../run/message-of.ts';
import { ComponentFault, describeOrigin } from '../checked/component-fault.ts';
import { heldToContract } from '../checked/checks.ts';
import type { ComponentConfig } from '../config/experiment-config.ts';
import type { Redact, Secrets } from '../config/secrets.ts';
import type {
  Component,
  ComponentKind,
  ComponentKinds,
  JudgingContext,
  RunContext,
} from '../plugin/component.ts';
import { nestedKindOf, type NestedKind } from '../plugin/nested-components.ts';
import type { PluginRegistry } from '../plugin/registry.ts';

/** Makes components from what an experiment says of them. */
export class ComponentFactory {
  readonly registry: PluginRegistry;
  /** Takes the secrets that components were given out of a text. */
  readonly redact: Redact;
  readonly #secrets: Secrets;

  constructor(registry: PluginRegistry, secrets: Secrets) {
    this.registry = registry;
    this.redact = secrets.redact;
    this.#secrets = secrets;
  }

  /**
   * A component that is held to its contract: what it does against it is an error that names it and its plugin.
   * Throws when there is no such component, a secret is not set, or the component refuses; always with its name.
   *
   * @param name the component's name in the experiment, where it has one besides its type.
   */
  async create<Kind extends ComponentKind>(
    kind: Kind,
    { type, ...options }: ComponentConfig,
    given: ComponentKinds[Kind]['given'],
    name: string = type,
  ): Promise<ComponentKinds[Kind]['is']> {
    const component = this.registry.find(kind, type);
    const origin = { kind, type, name, plugin: this.registry.pluginOf(kind, type) };
    try {
      const made = await component.create(
        await this.#resolve(component.options, options, given),
        given,
      );
      return heldToContract(kind, made, origin);
    } catch (error) {
      if (error instanceof ComponentFault) throw error;
      const reason = messageOf(error);
      throw new Error(`${describeOrigin(origin)} cannot be made: ${reason}`, { cause: error });
    }
  }

  /** Options as `create` takes them: with the values of secrets, and with the components that they name made. */
  async #resolve(
    schema: Component['options'],
    options: Readonly<Record<string, unknown>>,
    given: RunContext,
  ): Promise<Record<string, unknown>> {
    const resolved: Record<string, unknown> = {};
    for (const [option, value] of Object.entries(options)) {
      const kind = nestedKindOf(schema, option);
      resolved[option] =
        kind === null
          ? this.#secrets.resolve(value)
          : await this.#createNested(
              kind,
              value as Readonly<Record<string, ComponentConfig>>,
              asJudging(given),
            );
    }
    return resolved;
  }

  async #createNested<Kind extends NestedKind>(
    kind: Kind,
    configs: Readonly<Record<string, ComponentConfig>>,
    context: JudgingContext,
  ): Promise<Readonly<Record<string, ComponentKinds[Kind]['is']>>> {
    const made: Record<string, ComponentKinds[Kind]['is']> = {};
    for (const [name, config] of Object.entries(configs)) {
      made[name] = await this.create(kind, config, context, name);
    }
    return made;
  }
}

/** Throws where what holds components is neither a judge nor part of one. */
function asJudging(given: RunContext): JudgingContext {
  if ('localModels' in given) return given as JudgingContext;
  throw new Error('only judges and classifiers can hold components');
}
