import type { Backend } from '@waltz/core';
import { knownBackends } from './backends.ts';

/**
 * The first of `candidates` that works here; its `probe` says why it was chosen and what was passed over.
 * Throws when none works.
 */
export async function chooseBackend(
  candidates: readonly Backend[] = knownBackends,
): Promise<Backend> {
  const passedOver: string[] = [];
  for (const backend of candidates) {
    const { available, reason } = await backend.probe();
    if (available) {
      const whole = [...passedOver, `${backend.name}: ${reason}`].join('; ');
      return { ...backend, probe: () => Promise.resolve({ available, reason: whole }) };
    }
    passedOver.push(`not ${backend.name}: ${reason}`);
  }
  throw new Error(`no backend works here: ${passedOver.join('; ')}`);
}
