import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { assertHolds, assertNothingElse } from '../checkpoint/read-parameter.ts';
import { ggufArchitecture, ROPE_FACTORS } from '../gguf/gguf-architecture.ts';
import { huggingFaceNames } from '../gguf/gguf-names.ts';
import { openGguf } from '../gguf/open-gguf.ts';
import { assertArchitecture, type Architecture } from '../model/architecture.ts';
import { HEAD, weightLayouts } from '../model/parameter-layout.ts';
import { openSharded } from '../safetensors/open-sharded.ts';
import { architectureOf } from './config-json.ts';

/** A published model: its sizes are known and its weights can be read. */
export interface PretrainedModel {
  readonly architecture: Architecture;
  /** Holds every weight of the architecture, in its shape, by the name in its layout. */
  readonly checkpoint: Checkpoint;
}

/** What checkpoints hold beside the weights: rotary frequencies, which follow from the sizes, and their factors. */
const DERIVED = new RegExp(`\\.rotary_emb\\.inv_freq$|^${ROPE_FACTORS.replace('.', '\\.')}$`);

/**
 * Opens a model: a folder as Hugging Face has it, with `config.json` and `model.safetensors` or its shards, or a GGUF
 * file.
 * Throws, naming the file, when one is missing or damaged, the architecture is not known, or a weight is missing, has
 * another shape than the config says, or has no place in the architecture.
 */
export async function openPretrained(path: string): Promise<PretrainedModel> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new Error(
      `there is no model at ${path}; give a folder with config.json and *.safetensors, or a GGUF file`,
    );
  }
  const model = found.isDirectory() ? openFolder(path) : await openFile(path);
  assertFits(model);
  return model;
}

function openFolder(path: string): PretrainedModel {
  const config = join(path, 'config.json');
  const architecture = architectureOf(config, readJson(config));
  assertArchitecture(architecture);
  return { architecture, checkpoint: openSharded(path) };
}

async function openFile(path: string): Promise<PretrainedModel> {
  const file = await openGguf(path);
  const { architecture, interleaved } = ggufArchitecture(file);
  assertArchitecture(architecture);
  return { architecture, checkpoint: huggingFaceNames(file, { ...architecture, interleaved }) };
}

function assertFits({ checkpoint, architecture }: PretrainedModel): void {
  const layouts = weightLayouts(architecture);
  for (const layout of layouts) assertHolds(checkpoint, layout);
  // Where the embeddings are tied, the projection that some files hold all the same is the table again.
  const known = new Set([...layouts.map(({ name }) => name), HEAD]);
  const isKnown = (name: string): boolean => known.has(name) || DERIVED.test(name);
  assertNothingElse(checkpoint, isKnown, 'it is not of the architecture that its config says');
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`could not read ${path}: ${(cause as Error).message}`, { cause });
  }
}
