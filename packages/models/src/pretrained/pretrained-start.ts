import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { readParameter } from '../checkpoint/read-parameter.ts';
import { initialValues, type StartingValues } from '../model/initialisation.ts';

/** The weights of a checkpoint; what it does not hold, as adapters, starts as in a model of random weights. */
export function pretrainedStart(checkpoint: Checkpoint, seed: number): StartingValues {
  return (layout) =>
    checkpoint.shapes.has(layout.name)
      ? readParameter(checkpoint, layout)
      : initialValues(layout, seed);
}
