import { assignValues, valuesOf, variableNamed, type Parameters } from './parameters.ts';
import type { Variable } from '@tensorflow/tfjs-core';
import type { AdamOptimiser } from './adam-optimiser.ts';
import { assertHolds, assertNothingElse, readParameter } from '../checkpoint/read-parameter.ts';
import { checkpointShape, toCheckpoint } from '../model/checkpoint-layout.ts';
import { VALUE_HEADS, type ParameterLayout } from '../model/parameter-layout.ts';
import type { StartingValues } from '../model/initialisation.ts';
import { openSafetensors, type SafetensorsFile } from '../safetensors/open-safetensors.ts';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';
import type { NamedTensor } from '../safetensors/file-format.ts';

const STEPS_KEY = 'optimiser.steps';
/** Keys of the metadata that name what is left out. */
const PUBLISHED_PREFIX = 'published.';
const MOMENT_PREFIXES = { first: 'optimiser.moment1.', second: 'optimiser.moment2.' } as const;
/** What a file may lack as a whole: adapters, where it was trained in full, and values, where it is a policy's. */
const OPTIONAL = [/\.lora_[AB]\.weight$/, new RegExp(`^${VALUE_HEADS}$`)];

/** SHA-256 of weights that whoever reads a file has from a published model, by name. */
export type PublishedWeights = ReadonlyMap<string, string>;

export const NOTHING_PUBLISHED: PublishedWeights = new Map();

/** What is published of parameters that have just been made: all that is frozen, where that is a published model's. */
export function publishedIn(
  parameters: Parameters,
  { isPublished }: { readonly isPublished?: boolean },
): PublishedWeights {
  return isPublished === true ? parameters.digests() : NOTHING_PUBLISHED;
}

/**
 * Writes weights, adapters and, unless the engine is frozen, the state of Adam. Weights that are `published` and have not
 * changed are left out; the file's metadata name them with their SHA-256.
 */
export async function writeWeights(
  path: string,
  parameters: Parameters,
  optimiser: AdamOptimiser | null,
  published: PublishedWeights = NOTHING_PUBLISHED,
): Promise<void> {
  const digests = parameters.digests();
  const leftOut = [...published].filter(([name, digest]) => digests.get(name) === digest);
  const names = new Set(leftOut.map(([name]) => name));
  const written = parameters.layouts.filter(({ name }) => !names.has(name));
  const variables = written.map((layout) => ({
    layout,
    prefix: '',
    variable: variableNamed(parameters.variables, layout.name),
  }));
  const moments = momentsOf(parameters, optimiser);
  const tensors: NamedTensor[] = [];
  for (const { layout, prefix, variable } of [...variables, ...moments]) {
    tensors.push({
      name: prefix + layout.name,
      shape: checkpointShape(layout),
      values: toCheckpoint(layout, await valuesOf(variable)),
    });
  }
  const steps = optimiser === null ? {} : { [STEPS_KEY]: String(optimiser.steps) };
  const references: Record<string, string> = {};
  for (const [name, digest] of leftOut) references[PUBLISHED_PREFIX + name] = digest;
  await writeSafetensors(path, { tensors, metadata: { format: 'pt', ...steps, ...references } });
}

/**
 * Reads what `writeWeights` wrote, and passes over the tensors that are `unused`. `fresh` gives the values of adapters
 * and value heads when the file holds none: weights that were trained in full can be trained on with LoRA, and a critic
 * can start from a policy. What the file leaves out, since it is published, the parameters must hold already.
 * The parameters change only when all of the file fits; throws, naming the file, the tensor and what it should be, when it
 * does not.
 */
export function readWeights(
  path: string,
  parameters: Parameters,
  optimiser: AdamOptimiser | null,
  fresh: StartingValues,
  unused: readonly string[] = [],
): void {
  const file = openSafetensors(path);
  const known = new Set([...parameters.layouts.map(({ name }) => name), ...unused]);
  const isKnown = (name: string): boolean =>
    known.has(name) || Object.values(MOMENT_PREFIXES).some((prefix) => name.startsWith(prefix));
  assertNothingElse(file, isKnown, 'use the layers, lora and tieEmbeddings that it was made with');
  const names = [...file.shapes.keys()];
  const lacking = OPTIONAL.filter((part) => !names.some((name) => part.test(name)));
  const isLacking = ({ name }: ParameterLayout): boolean => lacking.some((part) => part.test(name));
  const steps = optimiser === null ? 0 : Number(file.metadata[STEPS_KEY]);
  if (!Number.isInteger(steps)) {
    throw new Error(`${path} holds no optimiser state; load it with { optimiser: false }`);
  }
  const moments = momentsOf(parameters, optimiser);
  const digests = parameters.digests();
  const read = parameters.layouts.filter(
    ({ name }) => file.shapes.has(name) || file.metadata[PUBLISHED_PREFIX + name] === undefined,
  );
  for (const layout of parameters.layouts) {
    if (!read.includes(layout)) assertPublished(file, layout, digests);
    else if (!isLacking(layout)) assertHolds(file, layout);
  }
  for (const { layout, prefix } of moments) assertHolds(file, layout, prefix);
  for (const layout of read) {
    const values = isLacking(layout) ? fresh(layout) : readParameter(file, layout);
    parameters.assign(layout, values);
  }
  for (const { layout, prefix, variable } of moments) {
    assignValues(variable, readParameter(file, layout, prefix));
  }
  if (optimiser !== null) optimiser.steps = steps;
}

/** Throws unless the parameter has the very numbers that the file left out. */
function assertPublished(
  { path, metadata }: SafetensorsFile,
  { name }: ParameterLayout,
  digests: ReadonlyMap<string, string>,
): void {
  if (digests.get(name) === metadata[PUBLISHED_PREFIX + name]) return;
  throw new Error(
    `${path} leaves out "${name}", for it was a published model's, and here "${name}" has other numbers; ` +
      'engine.model must be the model that the file was trained from, and engine.lora must be set',
  );
}

interface MomentVariable {
  readonly layout: ParameterLayout;
  readonly prefix: string;
  readonly variable: Variable;
}

function momentsOf(
  { trainableLayouts }: Parameters,
  optimiser: AdamOptimiser | null,
): readonly MomentVariable[] {
  return trainableLayouts.flatMap((layout, index) => {
    const moments = optimiser?.moments[index];
    if (moments === undefined) return [];
    return (['first', 'second'] as const).map((which) => ({
      layout,
      prefix: MOMENT_PREFIXES[which],
      variable: moments[which],
    }));
  });
}
