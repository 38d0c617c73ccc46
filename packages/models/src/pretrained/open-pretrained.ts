import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { assertHolds, assertNothingElse } from '../checkpoint/read-parameter.ts';
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

/** What checkpoints hold beside the weights: rotary frequencies, which follow from the sizes. */
const DERIVED = /\.rotary_emb\.inv_freq$/;

/**
 * Opens a model in a folder as Hugging Face has it: `config.json`, and `model.safetensors` or its shards.
 * Throws, naming the file, when one is missing or damaged, the architecture is not known, or a weight is missing, has
 * another shape than the config says, or has no place in the architecture.
 */
export async function openPretrained(path: string): Promise<PretrainedModel> {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(
      `there is no folder ${path}; give the folder of a model, with config.json and *.safetensors`,
    );
  }
  const config = join(path, 'config.json');
  const architecture = architectureOf(config, readJson(config));
  assertArchitecture(architecture);
  const checkpoint = openSharded(path);
  assertFits(checkpoint, architecture);
  return { architecture, checkpoint };
}

function assertFits(checkpoint: Checkpoint, architecture: Architecture): void {
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
