import { assignValues, valuesOf, variableNamed, type Parameters } from './parameters.ts';
import type { Variable } from '@tensorflow/tfjs-core';
import type { AdamOptimiser } from './adam-optimiser.ts';
import { checkpointShape, fromCheckpoint, toCheckpoint } from '../model/checkpoint-layout.ts';
import { VALUE_HEADS, type ParameterLayout } from '../model/parameter-layout.ts';
import { readSafetensors } from '../safetensors/read-safetensors.ts';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';
import type { NamedTensor } from '../safetensors/file-format.ts';

const STEPS_KEY = 'optimiser.steps';
const MOMENT_PREFIXES = { first: 'optimiser.moment1.', second: 'optimiser.moment2.' } as const;
/** What a file may lack as a whole: adapters, where it was trained in full, and values, where it is a policy's. */
const OPTIONAL = [/\.lora_[AB]\.weight$/, new RegExp(`^${VALUE_HEADS}$`)];

/** Writes weights, adapters and, unless the engine is frozen, the state of Adam. */
export async function writeWeights(
  path: string,
  parameters: Parameters,
  optimiser: AdamOptimiser | null,
): Promise<void> {
  const variables = parameters.layouts.map((layout) => ({
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
  await writeSafetensors(path, { tensors, metadata: { format: 'pt', ...steps } });
}

/**
 * Reads what `writeWeights` wrote, and passes over the tensors that are `unused`. `fresh` gives the values of adapters
 * and value heads when the file holds none: weights that were trained in full can be trained on with LoRA, and a critic
 * can start from a policy. The parameters change only when all of the file fits; throws,
 * naming the file, the tensor and both shapes, when it does not.
 */
export async function readWeights(
  path: string,
  parameters: Parameters,
  optimiser: AdamOptimiser | null,
  fresh: (layout: ParameterLayout) => Float32Array,
  unused: readonly string[] = [],
): Promise<void> {
  const { tensors, metadata } = await readSafetensors(path);
  const found = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const valuesIn = (layout: ParameterLayout, prefix: string): Float32Array => {
    const name = prefix + layout.name;
    const shape = checkpointShape(layout);
    const tensor = found.get(name);
    if (tensor === undefined) throw new Error(`${path} holds no tensor "${name}"`);
    if (tensor.shape.join() !== shape.join()) {
      throw new Error(
        `${path}: tensor "${name}" has shape [${tensor.shape.join(', ')}], ` +
          `the engine needs [${shape.join(', ')}]; use the sizes that the file was made with`,
      );
    }
    return fromCheckpoint(layout, tensor.values);
  };
  assertNothingElse(path, parameters, tensors, unused);
  const lacking = OPTIONAL.filter((part) => !tensors.some(({ name }) => part.test(name)));
  const values = parameters.layouts.map((layout) =>
    lacking.some((part) => part.test(layout.name)) ? fresh(layout) : valuesIn(layout, ''),
  );
  const steps = optimiser === null ? 0 : Number(metadata[STEPS_KEY]);
  if (!Number.isInteger(steps)) {
    throw new Error(`${path} holds no optimiser state; load it with { optimiser: false }`);
  }
  const moments = momentsOf(parameters, optimiser).map(({ layout, prefix, variable }) => ({
    variable,
    values: valuesIn(layout, prefix),
  }));
  parameters.layouts.forEach(({ name }, index) => {
    assignValues(variableNamed(parameters.variables, name), values[index] ?? new Float32Array());
  });
  for (const moment of moments) assignValues(moment.variable, moment.values);
  if (optimiser !== null) optimiser.steps = steps;
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

/** A tensor that the engine has no place for means that the file is of another model. */
function assertNothingElse(
  path: string,
  { layouts }: Parameters,
  tensors: readonly NamedTensor[],
  unused: readonly string[],
): void {
  const known = new Set([...layouts.map(({ name }) => name), ...unused]);
  const prefixes = Object.values(MOMENT_PREFIXES);
  const strangers = tensors
    .map(({ name }) => name)
    .filter((name) => !known.has(name) && !prefixes.some((prefix) => name.startsWith(prefix)));
  if (strangers.length === 0) return;
  throw new Error(
    `${path} holds tensors that the engine has no place for: ${strangers.slice(0, 4).join(', ')}` +
      `${strangers.length > 4 ? ` and ${strangers.length - 4} more` : ''}; ` +
      'use the layers, lora and tieEmbeddings that the file was made with',
  );
}
