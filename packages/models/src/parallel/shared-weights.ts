import { variableNamed, type Parameters } from '../engine/parameters.ts';
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

/** The weights of one engine, where all threads of this process can read them. */
export class SharedWeights {
  readonly parameters: Parameters;
  readonly memory: SharedArrayBuffer;
  /** How often all weights, and how often the trainable ones, were published. */
  readonly published: Record<ChangedWeights, number> = { all: 0, trainable: 0 };
  readonly #views: ReadonlyMap<string, Float32Array>;
  #changed: ChangedWeights | null = 'all';

  constructor(parameters: Parameters) {
    this.parameters = parameters;
    this.memory = new SharedArrayBuffer(bytesOf(parameters.layouts));
    this.#views = viewsInto(this.memory, parameters.layouts);
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
    for (const { name } of layoutsOf(this.parameters, changed)) {
      const variable = variableNamed(this.parameters.variables, name);
      this.#views.get(name)?.set(await variable.data<'float32'>());
    }
    this.published[changed] += 1;
  }
}

/** Takes what has changed in shared memory over into `parameters`. */
export function takeOver(
  memory: SharedArrayBuffer,
  parameters: Parameters,
  changed: ChangedWeights,
): void {
  const views = viewsInto(memory, parameters.layouts);
  for (const layout of layoutsOf(parameters, changed)) {
    const values = views.get(layout.name);
    if (values) parameters.assign(layout, values);
  }
}

function layoutsOf(parameters: Parameters, changed: ChangedWeights): readonly ParameterLayout[] {
  return changed === 'all' ? parameters.layouts : parameters.trainableLayouts;
}
