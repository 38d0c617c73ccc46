import type { Backend } from '../contracts/backend.ts';
import type { RunContext } from '../plugin/component.ts';
import type { PluginRegistry } from '../plugin/registry.ts';

/**
 * Activates the backend called `name`; `auto` takes the first that works, in the order of registration.
 * Tells the user which it is and why; the reason that its `probe` gives from then on says what was passed over. Throws with the reason of every backend that was asked and does not work.
 */
export async function chooseBackend(
  name: string,
  context: RunContext,
  registry: PluginRegistry,
): Promise<Backend> {
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
      const whole = [reason, ...refusals].join('; ');
      context.notice(`backend ${backend.name}: ${whole}`);
      return { ...backend, probe: () => Promise.resolve({ available, reason: whole }) };
    }
    refusals.push(`${backend.name} does not work here: ${reason}`);
  }
  const asked = refusals.length === 0 ? 'none is installed' : refusals.join('; ');
  throw new Error(`compute.backend=${name} finds no backend: ${asked}`);
}
