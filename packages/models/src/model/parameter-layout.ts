import { headDim } from '@waltz/core';
import { PROJECTIONS, type Architecture, type LoraSettings } from './architecture.ts';

/** How a parameter's values start. */
type Start =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly deviation: number };

/**
 * One tensor that the engine computes with.
 * Queries, keys and values, and gate and up, are matrices of their own: side by side they would need one product in place
 * of several, but cutting its result apart copies more than that saves (measured on WebAssembly).
 */
export interface ParameterLayout {
  /** As in Hugging Face's Llama checkpoints, and PEFT's for adapters. */
  readonly name: string;
  /** A projection is `[in][out]`, the embedding table `[vocabulary][dim]`, a gain or a bias `[out]`. */
  readonly shape: readonly [number] | readonly [number, number];
  /** Whether checkpoints keep it as `[out][in]`. */
  readonly transposed: boolean;
  readonly start: Start;
}

/** Names of the tensors of one layer that every model has. */
export function layerNames(layer: number) {
  const stem = `model.layers.${layer}`;
  return {
    attentionNorm: `${stem}.input_layernorm.weight`,
    query: `${stem}.self_attn.q_proj.weight`,
    key: `${stem}.self_attn.k_proj.weight`,
    value: `${stem}.self_attn.v_proj.weight`,
    attentionOutput: `${stem}.self_attn.o_proj.weight`,
    feedForwardNorm: `${stem}.post_attention_layernorm.weight`,
    gate: `${stem}.mlp.gate_proj.weight`,
    up: `${stem}.mlp.up_proj.weight`,
    down: `${stem}.mlp.down_proj.weight`,
  } as const;
}

/** Names of what a layer has besides: biases of the projections, and norms of the heads. */
export function extraNames({ attentionBiases, headNorms }: Architecture, layer: number) {
  const stem = `model.layers.${layer}.self_attn`;
  const biases = {
    queryBias: `${stem}.q_proj.bias`,
    keyBias: `${stem}.k_proj.bias`,
    valueBias: `${stem}.v_proj.bias`,
  };
  const norms = { queryNorm: `${stem}.q_norm.weight`, keyNorm: `${stem}.k_norm.weight` };
  return { ...(attentionBiases ? biases : {}), ...(headNorms ? norms : {}) };
}

export const EMBEDDING = 'model.embed_tokens.weight';
export const NORM = 'model.norm.weight';
export const HEAD = 'lm_head.weight';
export const VALUE_HEADS = 'value_heads.weight';

/** Names of a projection's adapters. */
export function adapterNames(projectionName: string) {
  const stem = projectionName.replace(/\.weight$/, '');
  return { down: `${stem}.lora_A.weight`, up: `${stem}.lora_B.weight` } as const;
}

/** What a model is made of: its weights and, with LoRA, its adapters. */
export function parameterLayouts(
  architecture: Architecture,
  lora: LoraSettings | null,
): { readonly weights: readonly ParameterLayout[]; readonly adapters: readonly ParameterLayout[] } {
  const weights = weightLayouts(architecture);
  return { weights, adapters: lora === null ? [] : adapterLayouts(architecture, lora, weights) };
}

/** What an optimiser may change: the adapters where there are any, all weights otherwise. */
export function trainableLayouts(
  architecture: Architecture,
  lora: LoraSettings | null,
): readonly ParameterLayout[] {
  const { weights, adapters } = parameterLayouts(architecture, lora);
  return lora === null ? weights : adapters;
}

/** Every weight of the architecture. */
export function weightLayouts(architecture: Architecture): readonly ParameterLayout[] {
  const { dim, vocabularySize, layers, tieEmbeddings } = architecture;
  const table: ParameterLayout = {
    name: EMBEDDING,
    shape: [vocabularySize, dim],
    transposed: false,
    start: { kind: 'normal', deviation: 1 / Math.sqrt(dim) },
  };
  return [
    table,
    ...Array.from({ length: layers }, (_, layer) => layerLayouts(architecture, layer)).flat(),
    gain(NORM, dim),
    ...(tieEmbeddings ? [] : [projection(HEAD, dim, vocabularySize)]),
  ];
}

/** The adapters of the projections that have one: A `[in][rank]` starts random and B `[rank][out]` at 0, so that they add nothing. */
export function adapterLayouts(
  { layers }: Architecture,
  { rank, projections = PROJECTIONS }: LoraSettings,
  weights: readonly ParameterLayout[],
): readonly ParameterLayout[] {
  const names = Array.from({ length: layers }, (_, layer) => Object.values(layerNames(layer)));
  const adapted = new Set<string>(
    names.flat().filter((name) => projections.some((each) => name.endsWith(`.${each}.weight`))),
  );
  return weights.flatMap(({ name, shape: [inputs, outputs] }) => {
    if (!adapted.has(name) || outputs === undefined) return [];
    const { down, up } = adapterNames(name);
    return [
      projection(down, inputs, rank),
      { ...projection(up, rank, outputs), start: { kind: 'constant', value: 0 } },
    ];
  });
}

/** The heads of value functions: `[dim][agent]`, at 0, so that every value is 0 at first. */
export function valueHeads({ dim }: Architecture, agents: number): ParameterLayout {
  return { ...projection(VALUE_HEADS, dim, agents), start: { kind: 'constant', value: 0 } };
}

function layerLayouts(architecture: Architecture, layer: number): readonly ParameterLayout[] {
  const { dim, heads, kvHeads, hiddenDim, layers } = architecture;
  const width = headDim(architecture);
  const [queries, keys] = [heads * width, kvHeads * width];
  const names = layerNames(layer);
  const { queryBias, keyBias, valueBias, queryNorm, keyNorm } = extraNames(architecture, layer);
  // Each layer adds to the residual stream twice; this keeps its variance independent of depth (Radford et al., 2019).
  const residual = 1 / Math.sqrt(2 * layers);
  return [
    gain(names.attentionNorm, dim),
    projection(names.query, dim, queries),
    projection(names.key, dim, keys),
    projection(names.value, dim, keys),
    projection(names.attentionOutput, queries, dim, residual),
    gain(names.feedForwardNorm, dim),
    projection(names.gate, dim, hiddenDim),
    projection(names.up, dim, hiddenDim),
    projection(names.down, hiddenDim, dim, residual),
    ...(queryBias ? [bias(queryBias, queries)] : []),
    ...(keyBias ? [bias(keyBias, keys)] : []),
    ...(valueBias ? [bias(valueBias, keys)] : []),
    ...(queryNorm ? [gain(queryNorm, width)] : []),
    ...(keyNorm ? [gain(keyNorm, width)] : []),
  ];
}

function gain(name: string, columns: number): ParameterLayout {
  return { name, shape: [columns], transposed: false, start: { kind: 'constant', value: 1 } };
}

function bias(name: string, columns: number): ParameterLayout {
  return { ...gain(name, columns), start: { kind: 'constant', value: 0 } };
}

function projection(name: string, inputs: number, outputs: number, scale = 1): ParameterLayout {
  return {
    name,
    shape: [inputs, outputs],
    transposed: true,
    start: { kind: 'normal', deviation: scale / Math.sqrt(inputs) },
  };
}
