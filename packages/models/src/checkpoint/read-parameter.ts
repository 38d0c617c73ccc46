import { checkpointShape, fromCheckpoint } from '../model/checkpoint-layout.ts';
import type { ParameterLayout } from '../model/parameter-layout.ts';
import type { Checkpoint } from './checkpoint.ts';

/** Throws, naming the tensor and both shapes, unless the checkpoint holds the parameter; names there begin with `prefix`. */
export function assertHolds(
  { path, shapes }: Checkpoint,
  layout: ParameterLayout,
  prefix = '',
): void {
  const name = prefix + layout.name;
  const needed = checkpointShape(layout);
  const shape = shapes.get(name);
  if (shape === undefined) throw new Error(`${path} holds no tensor "${name}"`);
  if (shape.join() !== needed.join()) {
    throw new Error(
      `${path}: tensor "${name}" has shape [${shape.join(', ')}], ` +
        `the engine needs [${needed.join(', ')}]; use the sizes that the file was made with`,
    );
  }
}

/** A parameter's values, row by row, as the engine lays them out. Throws when the checkpoint does not hold it. */
export function readParameter(
  checkpoint: Checkpoint,
  layout: ParameterLayout,
  prefix = '',
): Float32Array {
  assertHolds(checkpoint, layout, prefix);
  return fromCheckpoint(layout, checkpoint.read(prefix + layout.name));
}

/** Throws when the checkpoint holds tensors that the engine has no place for: it is of another model. */
export function assertNothingElse(
  { path, shapes }: Checkpoint,
  isKnown: (name: string) => boolean,
  advice: string,
): void {
  const strangers = [...shapes.keys()].filter((name) => !isKnown(name));
  if (strangers.length === 0) return;
  throw new Error(
    `${path} holds tensors that the engine has no place for: ${strangers.slice(0, 4).join(', ')}` +
      `${strangers.length > 4 ? ` and ${strangers.length - 4} more` : ''}; ${advice}`,
  );
}
