import { writeAtomically, type ExportFormat } from '@waltz/core';
import { join } from 'node:path';
import { valuesOf, variableNamed, type Parameters } from '../engine/parameters.ts';
import type { LoraSettings } from '../model/architecture.ts';
import { checkpointShape, toCheckpoint } from '../model/checkpoint-layout.ts';
import { parameterLayouts, type ParameterLayout } from '../model/parameter-layout.ts';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';

interface Adapter {
  readonly parameters: Parameters;
  readonly lora: LoraSettings;
  /** What it belongs to: the path of a model, or its name on the hub and the commit. */
  readonly base: AdaptedModel;
  readonly format: ExportFormat;
}

/** The model that an adapter belongs to, as whoever loads the adapter finds it. */
export interface AdaptedModel {
  /** A path, or `owner/name` on the hub. */
  readonly name: string;
  /** The commit there; null for a path. */
  readonly revision: string | null;
}

/** The model inside PEFT's model. */
const PREFIX = 'base_model.model.';

/**
 * Writes adapters as PEFT's `save_pretrained` does: `adapter_model.safetensors`, A `[rank][in]` and B `[out][rank]`, and
 * `adapter_config.json`. PEFT scales B·A by `lora_alpha` / `r`, as we do.
 */
export async function writePeftAdapter(
  folder: string,
  { parameters, lora, base, format }: Adapter,
): Promise<void> {
  const { adapters } = parameterLayouts(parameters.architecture, lora);
  const tensors = adapters.map((layout) => ({
    name: PREFIX + layout.name,
    shape: checkpointShape(layout),
    values: async () =>
      toCheckpoint(layout, await valuesOf(variableNamed(parameters.variables, layout.name))),
  }));
  const content = { tensors, metadata: { format: 'pt' } };
  await writeSafetensors(join(folder, 'adapter_model.safetensors'), content, format);
  const config = adapterConfig(lora, adapters, base);
  await writeAtomically(
    join(folder, 'adapter_config.json'),
    `${JSON.stringify(config, null, 2)}\n`,
  );
}

/** The keys that PEFT and vLLM read; what is left out has PEFT's default. */
function adapterConfig(
  { rank, alpha }: LoraSettings,
  adapters: readonly ParameterLayout[],
  base: AdaptedModel,
): Readonly<Record<string, unknown>> {
  return {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: base.name,
    revision: base.revision,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: 0,
    target_modules: projectionsOf(adapters),
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    modules_to_save: null,
    use_dora: false,
    use_rslora: false,
  };
}

/** `q_proj` of `model.layers.0.self_attn.q_proj.lora_A.weight`: each once, in the order of a layer. */
function projectionsOf(adapters: readonly ParameterLayout[]): readonly string[] {
  const projections = adapters.flatMap(
    ({ name }) => /(\w+)\.lora_A\.weight$/.exec(name)?.[1] ?? [],
  );
  return [...new Set(projections)];
}
