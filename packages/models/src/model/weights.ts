import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Architecture, LoraSettings } from './architecture.ts';
import { adapterNames, weightLayouts, type ParameterLayout } from './parameter-layout.ts';

/** What a forward pass reads. Projections are `[in][out]`, gains are `[dim]`. */
export interface Weights {
  /** `[vocabulary][dim]` */
  readonly embedding: Tensor;
  readonly layers: readonly LayerWeights[];
  readonly norm: Tensor;
  /** `[dim][vocabulary]` */
  readonly head: Tensor;
}

export interface LayerWeights {
  readonly attentionNorm: Tensor;
  /** Queries, keys and values side by side. */
  readonly queryKeyValue: Tensor;
  readonly attentionOutput: Tensor;
  readonly feedForwardNorm: Tensor;
  /** Gate and up projection side by side. */
  readonly gateUp: Tensor;
  readonly down: Tensor;
}

/** Parameters or their values on the device, by the name in their layout. */
export type NamedTensors = ReadonlyMap<string, Tensor>;

/**
 * The matrices and gains of the architecture, by name, with adapters added to what they adapt; differentiable.
 * Nothing after this knows of adapters, and a sampled token costs the same with and without.
 */
export function mergeAdapters(
  architecture: Architecture,
  lora: LoraSettings | null,
  parameters: NamedTensors,
): NamedTensors {
  return new Map(
    weightLayouts(architecture).map((layout) => {
      const weight = tensorOf(parameters, layout.name);
      return [layout.name, lora === null ? weight : adapt(weight, layout, lora, parameters)];
    }),
  );
}

/** The weights of a forward pass from the parameters; differentiable. */
export function resolveWeights(
  architecture: Architecture,
  lora: LoraSettings | null,
  parameters: NamedTensors,
): Weights {
  const merged = mergeAdapters(architecture, lora, parameters);
  const weight = (name: string): Tensor => tensorOf(merged, name);
  return {
    embedding: weight('embedding'),
    layers: Array.from({ length: architecture.layers }, (_, layer) => ({
      attentionNorm: weight(`layers.${layer}.attentionNorm`),
      queryKeyValue: weight(`layers.${layer}.queryKeyValue`),
      attentionOutput: weight(`layers.${layer}.attentionOutput`),
      feedForwardNorm: weight(`layers.${layer}.feedForwardNorm`),
      gateUp: weight(`layers.${layer}.gateUp`),
      down: weight(`layers.${layer}.down`),
    })),
    norm: weight('norm'),
    head: architecture.tieEmbeddings ? tf.transpose(weight('embedding')) : weight('head'),
  };
}

/** W + alpha / rank · A·B for every part of a matrix; a matrix without adapters stays as it is. */
function adapt(
  weight: Tensor,
  { parts }: ParameterLayout,
  { rank, alpha }: LoraSettings,
  parameters: NamedTensors,
): Tensor {
  const adapters = parts.flatMap(({ name }) => {
    const names = adapterNames(name);
    const down = parameters.get(names.down);
    const up = parameters.get(names.up);
    return down && up ? [{ down, up }] : [];
  });
  if (adapters.length === 0) return weight;
  return tf.tidy(() => {
    const change = tf.concat(
      adapters.map(({ down, up }) => tf.matMul(down, up)),
      1,
    );
    return tf.add(weight, tf.mul(change, alpha / rank));
  });
}

/** Every tensor of a forward pass's weights. */
export function tensorsOf({ embedding, layers, norm, head }: Weights): readonly Tensor[] {
  return [embedding, ...layers.flatMap((layer) => Object.values<Tensor>({ ...layer })), norm, head];
}

/** Frees what was computed from the parameters, and keeps the parameters themselves. */
export function disposeDerived(tensors: readonly Tensor[]): void {
  for (const tensor of tensors) if (!(tensor instanceof tf.Variable)) tensor.dispose();
}

function tensorOf(tensors: NamedTensors, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`there is no parameter "${name}"`);
  return tensor;
}
