import { headDim, type Architecture, type LoraSettings } from './architecture.ts';

/** A matrix or vector of a checkpoint, by its name in Hugging Face's Llama checkpoints. */
export interface CheckpointPart {
  readonly name: string;
  /** Columns that it fills in its parameter; parts lie side by side. */
  readonly columns: number;
}

/** How a parameter's values start. */
export type Start =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly deviation: number };

/**
 * One tensor that the engine computes with. Projections are `[in][out]`, and those that read the same input lie
 * side by side, so that one matrix product serves them all; checkpoints keep them apart, as `[out][in]`.
 */
export interface ParameterLayout {
  readonly name: string;
  /** `[row][column]`; a gain is `[column]`. */
  readonly shape: readonly [number] | readonly [number, number];
  readonly parts: readonly CheckpointPart[];
  /** Whether checkpoints keep the parts as `[column][row]`. */
  readonly transposed: boolean;
  readonly start: Start;
}

/** Every weight of the architecture, in the order in which they are computed with. */
export function weightLayouts(architecture: Architecture): readonly ParameterLayout[] {
  const { dim, vocabularySize, layers, tieEmbeddings } = architecture;
  const table: ParameterLayout = {
    name: 'embedding',
    shape: [vocabularySize, dim],
    parts: [{ name: 'model.embed_tokens.weight', columns: dim }],
    transposed: false,
    start: { kind: 'normal', deviation: 1 / Math.sqrt(dim) },
  };
  const head = projection('head', dim, [{ name: 'lm_head.weight', columns: vocabularySize }]);
  return [
    table,
    ...Array.from({ length: layers }, (_, layer) => layerLayouts(architecture, layer)).flat(),
    gain('norm', 'model.norm.weight', dim),
    ...(tieEmbeddings ? [] : [head]),
  ];
}

/** The adapters of every projection: A `[in][rank]` starts random and B `[rank][out]` at 0, so that they add nothing. */
export function adapterLayouts(
  architecture: Architecture,
  { rank }: LoraSettings,
): readonly ParameterLayout[] {
  return weightLayouts(architecture)
    .filter(({ name }) => name.startsWith('layers.') && !name.endsWith('Norm'))
    .flatMap(({ shape: [inputs], parts }) =>
      parts.flatMap(({ name, columns }) => {
        const { down, up } = adapterNames(name);
        return [
          projection(down, inputs, [{ name: down, columns: rank }]),
          {
            ...projection(up, rank, [{ name: up, columns }]),
            start: { kind: 'constant', value: 0 } as const,
          },
        ];
      }),
    );
}

/** Names of a projection's adapters, as PEFT writes them. */
export function adapterNames(part: string): { readonly down: string; readonly up: string } {
  const stem = part.replace(/\.weight$/, '');
  return { down: `${stem}.lora_A.weight`, up: `${stem}.lora_B.weight` };
}

function layerLayouts(architecture: Architecture, layer: number): readonly ParameterLayout[] {
  const { dim, heads, kvHeads, hiddenDim, layers } = architecture;
  const queries = heads * headDim(architecture);
  const keys = kvHeads * headDim(architecture);
  const ours = `layers.${layer}`;
  const theirs = `model.layers.${layer}`;
  // Each layer adds to the residual stream twice; this keeps its variance independent of depth (Radford et al., 2019).
  const residual = 1 / Math.sqrt(2 * layers);
  return [
    gain(`${ours}.attentionNorm`, `${theirs}.input_layernorm.weight`, dim),
    projection(`${ours}.queryKeyValue`, dim, [
      { name: `${theirs}.self_attn.q_proj.weight`, columns: queries },
      { name: `${theirs}.self_attn.k_proj.weight`, columns: keys },
      { name: `${theirs}.self_attn.v_proj.weight`, columns: keys },
    ]),
    projection(
      `${ours}.attentionOutput`,
      queries,
      [{ name: `${theirs}.self_attn.o_proj.weight`, columns: dim }],
      residual,
    ),
    gain(`${ours}.feedForwardNorm`, `${theirs}.post_attention_layernorm.weight`, dim),
    projection(`${ours}.gateUp`, dim, [
      { name: `${theirs}.mlp.gate_proj.weight`, columns: hiddenDim },
      { name: `${theirs}.mlp.up_proj.weight`, columns: hiddenDim },
    ]),
    projection(
      `${ours}.down`,
      hiddenDim,
      [{ name: `${theirs}.mlp.down_proj.weight`, columns: dim }],
      residual,
    ),
  ];
}

function gain(name: string, part: string, columns: number): ParameterLayout {
  return {
    name,
    shape: [columns],
    parts: [{ name: part, columns }],
    transposed: false,
    start: { kind: 'constant', value: 1 },
  };
}

function projection(
  name: string,
  inputs: number,
  parts: readonly CheckpointPart[],
  scale = 1,
): ParameterLayout {
  const outputs = parts.reduce((sum, { columns }) => sum + columns, 0);
  return {
    name,
    shape: [inputs, outputs],
    parts,
    transposed: true,
    start: { kind: 'normal', deviation: scale / Math.sqrt(inputs) },
  };
}
