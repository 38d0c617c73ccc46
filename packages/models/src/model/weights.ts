import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayerWeights } from '@waltz/compute';
import type { Architecture, LoraSettings } from './architecture.ts';
import {
  adapterNames,
  EMBEDDING,
  extraNames,
  HEAD,
  layerNames,
  NORM,
  weightLayouts,
} from './parameter-layout.ts';

/** What a forward pass reads. Projections are `[in][out]`, gains are `[dim]`. */
export interface Weights {
  /** `[vocabulary][dim]` */
  readonly embedding: Tensor;
  readonly layers: readonly LayerWeights[];
  readonly norm: Tensor;
  /** `[dim][vocabulary]`; null where the embedding is the head, too. */
  readonly head: Tensor | null;
}

/** Parameters or their values on the device, by the name in their layout. */
export type NamedTensors = ReadonlyMap<string, Tensor>;

/**
 * The matrices and gains of the architecture, by name, with adapters added to what they adapt; differentiable.
 * Nothing after this knows of adapters, and a sampled token costs the same with and without.
 */
function mergeAdapters(
  architecture: Architecture,
  lora: LoraSettings | null,
  parameters: NamedTensors,
): NamedTensors {
  return new Map(
    weightLayouts(architecture).map(({ name }) => {
      const weight = tensorNamed(parameters, name);
      return [name, lora === null ? weight : adapt(name, weight, lora, parameters)];
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
  const embedding = tensorNamed(merged, EMBEDDING);
  return {
    embedding,
    layers: Array.from({ length: architecture.layers }, (_, layer) =>
      layerOf(architecture, merged, layer),
    ),
    norm: tensorNamed(merged, NORM),
    head: architecture.tieEmbeddings ? null : tensorNamed(merged, HEAD),
  };
}

/** Every tensor of a forward pass's weights. */
export function tensorsOf({ embedding, layers, norm, head }: Weights): readonly Tensor[] {
  const all = layers.flatMap((layer) => Object.values<Tensor>({ ...layer }));
  return [embedding, ...all, norm, ...(head === null ? [] : [head])];
}

/** Frees what was computed from the parameters, and keeps the parameters themselves. */
export function disposeDerived(tensors: readonly Tensor[]): void {
  for (const tensor of tensors) if (!(tensor instanceof tf.Variable)) tensor.dispose();
}

/** W + alpha / rank · A·B (Hu et al., 2021, eq. 3); a tensor without adapters stays as it is. */
function adapt(
  name: string,
  weight: Tensor,
  { rank, alpha }: LoraSettings,
  parameters: NamedTensors,
): Tensor {
  const names = adapterNames(name);
  const down = parameters.get(names.down);
  const up = parameters.get(names.up);
  if (down === undefined || up === undefined) return weight;
  return tf.tidy(() => tf.add(weight, tf.mul(tf.matMul(down, up), alpha / rank)));
}

function layerOf(architecture: Architecture, tensors: NamedTensors, layer: number): LayerWeights {
  const names = layerNames(layer);
  return {
    attentionNorm: tensorNamed(tensors, names.attentionNorm),
    query: tensorNamed(tensors, names.query),
    key: tensorNamed(tensors, names.key),
    value: tensorNamed(tensors, names.value),
    attentionOutput: tensorNamed(tensors, names.attentionOutput),
    feedForwardNorm: tensorNamed(tensors, names.feedForwardNorm),
    gate: tensorNamed(tensors, names.gate),
    up: tensorNamed(tensors, names.up),
    down: tensorNamed(tensors, names.down),
    ...Object.fromEntries(
      Object.entries(extraNames(architecture, layer)).map(([role, name]) => [
        role,
        tensorNamed(tensors, name),
      ]),
    ),
  };
}

/** Throws when there is none of that name. */
export function tensorNamed(tensors: NamedTensors, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`there is no parameter "${name}"`);
  return tensor;
}
