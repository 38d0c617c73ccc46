import { sharedNumbers } from '../engine/frozen-weights.ts';
import { variableNamed, type ParameterValues, type Parameters } from '../engine/parameters.ts';
import type { ParameterLayout } from '../model/parameter-layout.ts';

/** What of the weights has changed: all of them, as after reading a file, or those that an optimiser may change. */
export type ChangedWeights = 'all' | 'trainable';

/** Bytes that the parameters of these layouts take. */
export function bytesOf(layouts: readonly ParameterLayout[]): number {
  const sizes = layouts.map(({ shape }) => shape.reduce((product, size) => product * size, 1));
  return Float32Array.BYTES_PER_ELEMENT * sizes.reduce((sum, size) => sum + size, 0);
}

/** Memory in which the parameters of `layouts` lie one after another: a view for each name. */
export function viewsInto(
  memory: SharedArrayBuffer,
  layouts: readonly ParameterLayout[],
): ReadonlyMap<string, Float32Array> {
  let offset = 0;
  return new Map(
    layouts.map((layout) => {
      const bytes = bytesOf([layout]);
      const view = new Float32Array(memory, offset, bytes / Float32Array.BYTES_PER_ELEMENT);
      offset += bytes;
      return [layout.name, view];
    }),
  );
}

/** Where all threads read the numbers of a weight that is not trained. */
export interface FrozenMemory {
  /** That of its layout. */
  readonly name: string;
  readonly digest: string;
  readonly memory: SharedArrayBuffer;
}

/**
 * The weights of one engine, where all threads of this process can read them: what is trained in memory of the engine's
 * own, what is frozen in memory that all engines have which share it.
 */
export class SharedWeights {
  readonly parameters: Parameters;
  /** The trainable parameters, one after another. */
  readonly trainable: SharedArrayBuffer;
  /** How often all weights, and how often the trainable ones, were published. */
  readonly published: Record<ChangedWeights, number> = { all: 0, trainable: 0 };
  readonly #views: ReadonlyMap<string, Float32Array>;
  #changed: ChangedWeights | null = 'all';

  constructor(parameters: Parameters) {
    this.parameters = parameters;
    this.trainable = new SharedArrayBuffer(bytesOf(parameters.trainableLayouts));
    this.#views = viewsInto(this.trainable, parameters.trainableLayouts);
  }

  /** What is not trained, as it is now. */
  frozen(): readonly FrozenMemory[] {
    const digests = this.parameters.digests();
    return this.parameters.layouts.flatMap((layout) => {
      const digest = digests.get(layout.name);
      if (digest === undefined) return [];
      return [{ name: layout.name, digest, memory: sharedNumbers(layout, digest) }];
    });
  }

  /** Says that the weights are no longer those that were published. */
  markChanged(changed: ChangedWeights): void {
    if (this.#changed !== 'all') this.#changed = changed;
  }

  /** Copies to the shared memory what has changed since the last time. No worker may be reading. */
  async publish(): Promise<void> {
    const changed = this.#changed;
    if (changed === null) return;
    this.#changed = null;
    for (const { name } of this.parameters.trainableLayouts) {
      const variable = variableNamed(this.parameters.variables, name);
      this.#views.get(name)?.set(await variable.data<'float32'>());
    }
    this.published[changed] += 1;
  }
}

/** What a thread that shares `trainable` and `frozen` gives a model of these layouts. */
export function sharedValues(
  trainable: SharedArrayBuffer,
  trainableLayouts: readonly ParameterLayout[],
  frozen: readonly FrozenMemory[],
): ParameterValues {
  const views = viewsInto(trainable, trainableLayouts);
  const others = new Map(
    frozen.map(({ name, digest, memory }) => [
      name,
      { digest, read: () => new Float32Array(memory) },
    ]),
  );
  return ({ name }) => views.get(name) ?? others.get(name) ?? new Float32Array();
}
