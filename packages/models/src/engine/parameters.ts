import * as tf from '@tensorflow/tfjs-core';
import type { Variable } from '@tensorflow/tfjs-core';
import type { Architecture, LoraSettings } from '../model/architecture.ts';
import {
  parameterLayouts,
  trainableLayouts,
  type ParameterLayout,
} from '../model/parameter-layout.ts';
import {
  assignFrozen,
  frozenValues,
  frozenVariable,
  releaseUnused,
  sharedNumbers,
  type FrozenValues,
} from './frozen-weights.ts';

/** Gives the values of a parameter, row by row; those of a frozen one can come with their digest. */
export type ParameterValues = (layout: ParameterLayout) => Float32Array | FrozenValues;

/** The variables of one model: its weights, with LoRA its adapters, and heads where it has any. */
export class Parameters {
  readonly layouts: readonly ParameterLayout[];
  /** What an optimiser may change: the adapters where there are any, all weights otherwise. */
  readonly trainableLayouts: readonly ParameterLayout[];
  /** By layout name. */
  readonly variables: ReadonlyMap<string, Variable>;
  readonly architecture: Architecture;
  readonly lora: LoraSettings | null;
  /** Names of `trainableLayouts`. */
  readonly #trained: ReadonlySet<string>;
  /** Of what is not trained, by layout name. */
  readonly #digests = new Map<string, string>();

  /**
   * `valuesOf` gives the values of each parameter, row by row. `heads` are further parameters, always trained, that read
   * off the last hidden state.
   */
  constructor(
    architecture: Architecture,
    lora: LoraSettings | null,
    valuesOf: ParameterValues,
    heads: readonly ParameterLayout[] = [],
  ) {
    const { weights, adapters } = parameterLayouts(architecture, lora);
    this.architecture = architecture;
    this.lora = lora;
    this.layouts = [...weights, ...adapters, ...heads];
    const trained = [...trainableLayouts(architecture, lora), ...heads];
    this.#trained = new Set(trained.map(({ name }) => name));
    this.trainableLayouts = this.layouts.filter((layout) => this.#isTrained(layout));
    this.variables = new Map(
      this.layouts.map((layout) => [layout.name, this.#variableOf(layout, valuesOf(layout))]),
    );
  }

  /** How many numbers the model is made of. */
  get count(): number {
    return [...this.variables.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** In the order of `trainableLayouts`. */
  get trainable(): readonly Variable[] {
    return this.trainableLayouts.map(({ name }) => variableNamed(this.variables, name));
  }

  /** SHA-256 over the numbers of each parameter that is not trained, as they are now; by layout name. */
  digests(): ReadonlyMap<string, string> {
    return new Map(this.#digests);
  }

  /** Copies `values` into the parameter of this layout; others that share it keep theirs. */
  assign(layout: ParameterLayout, values: Float32Array | FrozenValues): void {
    const variable = variableNamed(this.variables, layout.name);
    if (this.#isTrained(layout)) {
      assignValues(variable, numbersOf(values));
      return;
    }
    const known = withDigest(values);
    assignFrozen(variable, layout, known);
    this.#digests.set(layout.name, known.digest);
  }

  /** The values of all parameters as they are now: those that are trained are copied, the others are shared. */
  async snapshot(): Promise<ParameterValues> {
    const trained = new Map<string, Float32Array>();
    for (const { name } of this.trainableLayouts) {
      trained.set(name, await valuesOf(variableNamed(this.variables, name)));
    }
    const digests = this.digests();
    return (layout) => {
      const digest = digests.get(layout.name);
      return digest === undefined
        ? (trained.get(layout.name) ?? new Float32Array())
        : { digest, read: () => new Float32Array(sharedNumbers(layout, digest)) };
    };
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
    releaseUnused();
  }

  #variableOf(layout: ParameterLayout, values: Float32Array | FrozenValues): Variable {
    if (this.#isTrained(layout)) return variableOf(layout, numbersOf(values));
    const known = withDigest(values);
    this.#digests.set(layout.name, known.digest);
    return frozenVariable(layout, known);
  }

  #isTrained({ name }: ParameterLayout): boolean {
    return this.#trained.has(name);
  }
}

function numbersOf(values: Float32Array | FrozenValues): Float32Array {
  return values instanceof Float32Array ? values : values.read();
}

function withDigest(values: Float32Array | FrozenValues): FrozenValues {
  return values instanceof Float32Array ? frozenValues(values) : values;
}

/** A variable with these values. It owns its memory: an update in place changes nothing else. */
export function variableOf({ shape }: ParameterLayout, values: Float32Array): Variable {
  return tf.tidy(() => tf.variable(tf.tensor(values.slice(), [...shape])));
}

/** Copies `values` into a variable. */
export function assignValues(variable: Variable, values: Float32Array): void {
  tf.tidy(() => variable.assign(tf.tensor(values.slice(), variable.shape)));
}

/** A copy of a tensor's values: some backends hand out their own memory. */
export async function valuesOf(tensor: tf.Tensor): Promise<Float32Array> {
  return (await tensor.data<'float32'>()).slice();
}

export function variableNamed(variables: ReadonlyMap<string, Variable>, name: string): Variable {
  const variable = variables.get(name);
  if (variable === undefined) throw new Error(`there is no parameter "${name}"`);
  return variable;
}
