import { assignValues, valuesOf, variableNamed, type Parameters } from './parameters.ts';
import type { Variable } from '@tensorflow/tfjs-core';
import type { AdamOptimiser } from './adam-optimiser.ts';
import { assertHolds, assertNothingElse, readParameter } from '../checkpoint/read-parameter.ts';
import { checkpointShape, toCheckpoint } from '../model/checkpoint-layout.ts';
import { VALUE_HEADS, type ParameterLayout } from '../model/parameter-layout.ts';
import type { StartingValues } from '../model/initialisation.ts';
import { openSafetensors } from '../safetensors/open-safetensors.ts';
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
  for (const layout of parameters.layouts) if (!isLacking(layout)) assertHolds(file, layout);
  for (const { layout, prefix } of moments) assertHolds(file, layout, prefix);
  for (const layout of parameters.layouts) {
    const values = isLacking(layout) ? fresh(layout) : readParameter(file, layout);
    parameters.assign(layout, values);
  }
  for (const { layout, prefix, variable } of moments) {
    assignValues(variable, readParameter(file, layout, prefix));
  }
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
