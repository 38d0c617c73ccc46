import { availableParallelism, totalmem } from 'node:os';
import type { Backend, WorkerSetting } from '@waltz/core';
import { MOST_SHARDS } from '../engine/gradient-shards.ts';
import type { TransformerSettings } from '../engine/transformer-engine.ts';
import { WORKER_BYTES, weightsOfWorker } from '../memory/estimate-memory.ts';
import { powerOfTwo } from './team.ts';

/** Sets of weights that a run holds at most: two agents, and what each is measured against. */
const SETS_OF_WEIGHTS = 4;

/** How many threads compute, this one included, and why so many. */
export interface WorkerCount {
  readonly count: number;
  readonly reason: string;
}

/**
 * How many threads share the work: what was asked for, or one for each core as far as half of the memory holds their
 * weights; a power of two, for gradients are added up as a binary tree.
 */
export function countWorkers(
  asked: WorkerSetting,
  backend: Backend,
  settings: TransformerSettings,
  machine = { cores: availableParallelism(), memoryBytes: totalmem() },
): WorkerCount {
  if (backend.usesOneCore !== true) {
    return { count: 1, reason: `${backend.name} has threads or a device of its own` };
  }
  if (asked !== 'auto') {
    const count = Math.min(MOST_SHARDS, powerOfTwo(asked));
    const rounded = `compute.workers is ${asked}, rounded down to a power of two of at most ${MOST_SHARDS}`;
    return { count, reason: count === asked ? `compute.workers is ${asked}` : rounded };
  }
  const each = WORKER_BYTES + weightsOfWorker(settings, backend, SETS_OF_WEIGHTS);
  const affordable = powerOfTwo(machine.memoryBytes / 2 / each);
  const useful = Math.min(MOST_SHARDS, powerOfTwo(machine.cores));
  const cores = machine.cores === 1 ? 'there is 1 core' : `there are ${machine.cores} cores`;
  return affordable < useful
    ? { count: affordable, reason: `${cores}, but half of the memory holds the weights no oftener` }
    : { count: useful, reason: cores };
}
