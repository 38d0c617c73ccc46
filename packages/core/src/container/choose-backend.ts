import type { Backend } from '../contracts/backend.ts';
import type { RunContext } from '../plugin/component.ts';
import type { PluginRegistry } from '../plugin/registry.ts';

/** A backend that works here, active, and why it was taken. */
export interface ChosenBackend {
  readonly backend: Backend;
  readonly reason: string;
}

/**
 * Activates the backend called `name`; `auto` takes the first that works, in the order of registration.
 * Throws with the reason of every backend that was asked and does not work.
 */
export async function chooseBackend(
  name: string,
  context: RunContext,
  registry: PluginRegistry,
): Promise<ChosenBackend> {
  const candidates =
    name === 'auto'
      ? registry.list('backend').map(({ component }) => component)
      : [registry.find('backend', name)];
  const refusals: string[] = [];
  for (const candidate of candidates) {
    const backend = await candidate.create({}, context);
    const { available, reason } = await backend.probe();
    if (available) {
      await backend.activate();
      return { backend, reason: [reason, ...refusals].join('; ') };
    }
    refusals.push(`${backend.name} does not: ${reason}`);
  }
  const asked = refusals.length === 0 ? 'none is installed' : refusals.join('; ');
  throw new Error(`no backend works here (${name}): ${asked}`);
}
