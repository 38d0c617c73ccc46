import * as tf from '@tensorflow/tfjs-core';
import type { Variable } from '@tensorflow/tfjs-core';
import type { Architecture, LoraSettings } from '../model/architecture.ts';
import type { StartingValues } from '../model/initialisation.ts';
import { parameterLayouts, type ParameterLayout } from '../model/parameter-layout.ts';
import { assignFrozen, frozenVariable, releaseUnused } from './frozen-weights.ts';

/** The variables of one model: its weights, with LoRA its adapters, and heads where it has any. */
export class Parameters {
  readonly layouts: readonly ParameterLayout[];
  /** What an optimiser may change: the adapters where there are any, all weights otherwise. */
  readonly trainableLayouts: readonly ParameterLayout[];
  /** By layout name. */
  readonly variables: ReadonlyMap<string, Variable>;
  readonly architecture: Architecture;
  readonly lora: LoraSettings | null;

  /**
   * `valuesOf` gives the values of each parameter, row by row. `heads` are further parameters, always trained, that read
   * off the last hidden state.
   */
  constructor(
    architecture: Architecture,
    lora: LoraSettings | null,
    valuesOf: StartingValues,
    heads: readonly ParameterLayout[] = [],
  ) {
    const { weights, adapters } = parameterLayouts(architecture, lora);
    this.architecture = architecture;
    this.lora = lora;
    this.layouts = [...weights, ...adapters, ...heads];
    this.trainableLayouts = [...(lora === null ? weights : adapters), ...heads];
    const trainable = new Set(this.trainableLayouts);
    this.variables = new Map(
      this.layouts.map((layout) => {
        const make = trainable.has(layout) ? variableOf : frozenVariable;
        return [layout.name, make(layout, valuesOf(layout))];
      }),
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

  /** Copies `values` into the parameter of this layout; others that share it keep theirs. */
  assign(layout: ParameterLayout, values: Float32Array): void {
    const variable = variableNamed(this.variables, layout.name);
    if (this.trainableLayouts.includes(layout)) assignValues(variable, values);
    else assignFrozen(variable, layout, values);
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
    releaseUnused();
  }
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
