import type { Backend } from '@waltz/core';
import { cacheMemory } from './memory/cache-memory.ts';
import type { Architecture } from './model/architecture.ts';
import { mostThatFit } from './most-that-fit.ts';

const SEQUENCES = { onCard: [1024, 512], onProcessor: 256 };

/** Sequences that are continued at once, however long they become, where an experiment leaves that to the engine. */
export function sequencesAtOnce(
  architecture: Architecture,
  backend: Pick<Backend, 'memoryOfItsOwn'>,
): number {
  return mostThatFit(SEQUENCES, backend, (sequences) =>
    cacheMemory(architecture, sequences * architecture.maxPositions),
  );
}
