import { RandomStream } from '@waltz/core';
import type { ParameterLayout } from './parameter-layout.ts';

/** The values that a parameter has before training, row by row. */
export type StartingValues = (layout: ParameterLayout) => Float32Array;

/** Random weights, which depend on `seed` and the parameters' names alone. */
export function randomStart(seed: number): StartingValues {
  return (layout) => initialValues(layout, seed);
}

/** Values of a parameter before training. They depend on `seed` and the parameter's name alone. */
export function initialValues(layout: ParameterLayout, seed: number): Float32Array {
  const values = new Float32Array(layout.shape.reduce((product, size) => product * size, 1));
  if (layout.start.kind === 'constant') return values.fill(layout.start.value);
  const random = RandomStream.of('weights', seed, layout.name);
  const { deviation } = layout.start;
  return values.map(() => deviation * standardNormal(random));
}

/** A draw from N(0, 1) by the transform of Box & Muller (1958). */
function standardNormal(random: RandomStream): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
  return radius * Math.cos(2 * Math.PI * random.uniform());
}
