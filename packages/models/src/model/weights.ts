import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { AdaptedLayerWeights, Adapter, LayerWeights } from '@waltz/compute';
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
export interface Weights<Layer extends LayerWeights = AdaptedLayerWeights> {
  /** `[vocabulary][dim]` */
  readonly embedding: Tensor;
  readonly layers: readonly Layer[];
  readonly norm: Tensor;
  /** `[dim][vocabulary]`; null where the embedding is the head, too. */
  readonly head: Tensor | null;
  /** What a backward pass goes to: all weights, or adapters alone. */
  readonly learned: 'all' | 'adapters';
}

/** The weights of a pass that knows of no adapters. */
export type MergedWeights = Weights<LayerWeights>;

/** Parameters or their values on the device, by the name in their layout. */
export type NamedTensors = ReadonlyMap<string, Tensor>;

/**
 * The weights of a forward pass with adapters added to what they adapt. A sampled token costs the same with and without
 * them, and every projection exists a second time: for passes that are many and need no gradient.
 */
export function mergedWeights(
  architecture: Architecture,
  lora: LoraSettings | null,
  parameters: NamedTensors,
): MergedWeights {
  const merged = new Map(
    weightLayouts(architecture).map(({ name }) => [name, mergedTensor(name, lora, parameters)]),
  );
  return arrange(architecture, lora, merged, (layer) => layerOf(architecture, merged, layer));
}

/** One of them: the parameter itself where nothing adapts it. */
export function mergedTensor(
  name: string,
  lora: LoraSettings | null,
  parameters: NamedTensors,
): Tensor {
  const weight = tensorNamed(parameters, name);
  const adapter = lora && adapterOf(name, lora, parameters);
  return adapter ? merge(weight, adapter) : weight;
}

/** The weights of a forward pass with adapters beside what they adapt; differentiable. */
export function adaptedWeights(
  architecture: Architecture,
  lora: LoraSettings | null,
  parameters: NamedTensors,
): Weights {
  return arrange(architecture, lora, parameters, (layer) => {
    const weights = layerOf(architecture, parameters, layer);
    return lora === null
      ? weights
      : { ...weights, adapters: adaptersOf(layerNames(layer), lora, parameters) };
  });
}

function arrange<Layer extends LayerWeights>(
  architecture: Architecture,
  lora: LoraSettings | null,
  tensors: NamedTensors,
  layerAt: (layer: number) => Layer,
): Weights<Layer> {
  return {
    embedding: tensorNamed(tensors, EMBEDDING),
    layers: Array.from({ length: architecture.layers }, (_, layer) => layerAt(layer)),
    norm: tensorNamed(tensors, NORM),
    head: architecture.tieEmbeddings ? null : tensorNamed(tensors, HEAD),
    learned: lora === null ? 'all' : 'adapters',
  };
}

/** Every tensor of a forward pass's weights; adapters are merged. */
export function tensorsOf({ embedding, layers, norm, head }: MergedWeights): readonly Tensor[] {
  const all = layers.flatMap((layer) => Object.values<Tensor>({ ...layer }));
  return [embedding, ...all, norm, ...(head === null ? [] : [head])];
}

/** Frees what was computed from the parameters, and keeps the parameters themselves. */
export function disposeDerived(tensors: readonly Tensor[]): void {
  for (const tensor of tensors) if (!(tensor instanceof tf.Variable)) tensor.dispose();
}

/** The adapters of a layer, by what they adapt. */
function adaptersOf(
  names: Readonly<Record<string, string>>,
  lora: LoraSettings,
  parameters: NamedTensors,
): NonNullable<AdaptedLayerWeights['adapters']> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([role, name]) => {
      const adapter = adapterOf(name, lora, parameters);
      return adapter === null ? [] : [[role, adapter]];
    }),
  );
}

function adapterOf(
  name: string,
  { rank, alpha }: LoraSettings,
  parameters: NamedTensors,
): Adapter | null {
  const names = adapterNames(name);
  const [down, up] = [parameters.get(names.down), parameters.get(names.up)];
  return down && up ? { down, up, scale: alpha / rank } : null;
}

/** W + alpha / rank · A·B (Hu et al., 2021, eq. 3). */
function merge(weight: Tensor, { down, up, scale }: Adapter): Tensor {
  return tf.tidy(() => tf.add(weight, tf.mul(tf.matMul(down, up), scale)));
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
