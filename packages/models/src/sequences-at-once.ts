import type { Backend } from '@waltz/core';
import { cacheMemory } from './memory/cache-memory.ts';
import type { Architecture } from './model/architecture.ts';

/** Sequences on a processor, where more of them take no less time each. */
const ON_PROCESSOR = 256;

/** On a card, the most first: a pass takes about as long for many as for few, as long as they do not fill it. */
const ON_CARD = [1024, 512];

/** Of a card's memory, for their keys and values, however long they become. */
const SHARE = 1 / 4;

/** Sequences that are continued at once, where an experiment leaves that to the engine. */
export function sequencesAtOnce(
  architecture: Architecture,
  backend: Pick<Backend, 'memoryOfItsOwn'>,
): number {
  const room = SHARE * (backend.memoryOfItsOwn?.() ?? 0);
  const fits = (sequences: number) =>
    cacheMemory(architecture, sequences * architecture.maxPositions) <= room;
  return ON_CARD.find(fits) ?? ON_PROCESSOR;
}
