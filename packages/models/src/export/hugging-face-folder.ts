import { explainFailure, writeAtomically, type ExportFormat } from '@waltz/core';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { valuesOf, type Parameters } from '../engine/parameters.ts';
import type { Architecture } from '../model/architecture.ts';
import { checkpointShape, toCheckpoint } from '../model/checkpoint-layout.ts';
import { weightLayouts } from '../model/parameter-layout.ts';
import { disposeDerived, mergedTensor } from '../model/weights.ts';
import type { NamedTensor } from '../safetensors/file-format.ts';
import { writeSharded } from '../safetensors/write-sharded.ts';
import { configOf } from './model-config.ts';

interface Model {
  readonly architecture: Architecture;
  /** Tokens that end a generation. */
  readonly ends: readonly number[];
  readonly parameters: Parameters;
  /** The folder or GGUF file of the published model that it was trained from; null where there is none. */
  readonly model: string | null;
  readonly format: ExportFormat;
}

type Json = Readonly<Record<string, unknown>>;

const CONFIG = 'config.json';
const GENERATION = 'generation_config.json';

/** All that families keep of their tokenizers, which of them a folder has or not. */
const TOKENIZER_FILES = [
  ...['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json', 'added_tokens.json'],
  ...['vocab.json', 'merges.txt', 'tokenizer.model', 'chat_template.jinja', 'chat_template.json'],
];

/**
 * Writes a model as Hugging Face has it, with adapters added to what they adapt. Config and tokenizer are those of the
 * published model's folder; where there is no such folder, the config follows from the architecture.
 * Gives what whoever loads it has to know.
 */
export async function writeHuggingFaceFolder(
  folder: string,
  { architecture, ends, parameters, model, format }: Model,
): Promise<readonly string[]> {
  const source = model !== null && statSync(model).isDirectory() ? model : null;
  await writeSharded(folder, mergedTensors(parameters), format);
  const config = source === null ? configOf(architecture, ends) : readJson(join(source, CONFIG));
  // transformers before and after 4.56 have different names for it, and each reads this one.
  await writeJson(folder, CONFIG, { ...config, dtype: undefined, torch_dtype: format });
  const generation = join(source ?? '', GENERATION);
  const published = source !== null && existsSync(generation) ? readJson(generation) : {};
  await writeJson(folder, GENERATION, { ...published, eos_token_id: ends });
  const copied = source === null ? [] : await copyTokenizer(source, folder);
  return copied.length > 0 ? [] : [tokenizerNote(model)];
}

/** Each weight is merged when it is written, and freed. */
function mergedTensors({ architecture, lora, variables }: Parameters): readonly NamedTensor[] {
  return weightLayouts(architecture).map((layout) => ({
    name: layout.name,
    shape: checkpointShape(layout),
    values: async () => {
      const merged = mergedTensor(layout.name, lora, variables);
      const values = toCheckpoint(layout, await valuesOf(merged));
      disposeDerived([merged]);
      return values;
    },
  }));
}

async function copyTokenizer(source: string, folder: string): Promise<readonly string[]> {
  const present = TOKENIZER_FILES.filter((name) => existsSync(join(source, name)));
  for (const name of present) {
    const path = join(folder, name);
    await explainFailure(path, () => copyFile(join(source, name), path));
  }
  return present;
}

function tokenizerNote(model: string | null): string {
  return model === null
    ? "There are no tokenizer files: the run's tokenizer is one of Waltz, and its ids mean nothing to others."
    : `There are no tokenizer files: use the tokenizer of the base model, ${model}.`;
}

function readJson(path: string): Json {
  return JSON.parse(readFileSync(path, 'utf8')) as Json;
}

async function writeJson(folder: string, name: string, value: Json): Promise<void> {
  await writeAtomically(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
}
