import type { ComponentConfig } from '../config/experiment-config.ts';
import type { Redact, Secrets } from '../config/secrets.ts';
import type { ComponentKind, ComponentKinds } from '../plugin/component.ts';
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

  /** Throws when there is no such component, a secret is not set, or the component refuses; always with its name. */
  async create<Kind extends ComponentKind>(
    kind: Kind,
    { type, ...options }: ComponentConfig,
    given: ComponentKinds[Kind]['given'],
  ): Promise<ComponentKinds[Kind]['is']> {
    try {
      return await this.registry.find(kind, type).create(this.#secrets.resolve(options), given);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`the ${kind} "${type}" cannot be made: ${reason}`, { cause: error });
    }
  }
}
