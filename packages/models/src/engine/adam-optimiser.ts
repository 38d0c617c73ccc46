import type { AdamParameters, OptimStepReport } from '@waltz/core';
import { adamUpdate, globalNorm } from '@waltz/compute';
import * as tf from '@tensorflow/tfjs-core';
import type { Variable } from '@tensorflow/tfjs-core';
import { addGradients, type Gradient } from './gradient-sum.ts';
import { assignValues, variableOf } from './parameters.ts';
import type { ParameterLayout } from '../model/parameter-layout.ts';

/** Adam's two running means of one parameter's gradient. */
export interface Moments {
  readonly first: Variable;
  readonly second: Variable;
}

/** The gradient that is being added up, and the state of Adam. Everything is in the order of the trainable parameters. */
export class AdamOptimiser {
  readonly moments: readonly Moments[];
  /** Updates taken so far. */
  steps = 0;
  #gradient: Gradient = null;

  constructor(layouts: readonly ParameterLayout[]) {
    this.moments = layouts.map((layout) => ({ first: zeros(layout), second: zeros(layout) }));
  }

  /** Adds `gradient` to what has been added up since the last step, and takes it over. */
  accumulate(gradient: Gradient): void {
    this.#gradient = addGradients(this.#gradient, gradient);
  }

  /**
   * Clips the global norm of the accumulated gradient, updates `parameters` and forgets the gradient.
   * A gradient that is not finite is forgotten without an update. Throws when there is no gradient.
   */
  async step(
    parameters: readonly Variable[],
    { maxGradientNorm, ...adam }: AdamParameters,
  ): Promise<OptimStepReport> {
    const gradient = this.#gradient;
    if (gradient === null) {
      throw new Error('there is no gradient to step with; call forwardBackward before optimStep');
    }
    const gradientNorm = await globalNorm(gradient);
    if (!Number.isFinite(gradientNorm)) {
      this.clearGradient();
      return { gradientNorm };
    }
    const clips = maxGradientNorm > 0 && gradientNorm > maxGradientNorm;
    const gradientScale = clips ? maxGradientNorm / gradientNorm : 1;
    this.steps += 1;
    const states = parameters.map((parameter, index) => {
      const slope = gradient[index];
      const moments = this.moments[index];
      if (slope === undefined || moments === undefined) {
        throw new Error(`parameter ${index} has no gradient`);
      }
      return { parameter, gradient: slope, moment1: moments.first, moment2: moments.second };
    });
    adamUpdate(states, { ...adam, step: this.steps, gradientScale });
    this.clearGradient();
    return { gradientNorm };
  }

  /** Forgets the gradient and everything that Adam has seen. */
  reset(): void {
    this.clearGradient();
    this.steps = 0;
    for (const { first, second } of this.moments) {
      for (const moment of [first, second]) assignValues(moment, new Float32Array(moment.size));
    }
  }

  clearGradient(): void {
    tf.dispose([...(this.#gradient ?? [])]);
    this.#gradient = null;
  }

  dispose(): void {
    this.clearGradient();
    for (const { first, second } of this.moments) tf.dispose([first, second]);
  }
}

function zeros(layout: ParameterLayout): Variable {
  const size = layout.shape.reduce((product, axis) => product * axis, 1);
  return variableOf(layout, new Float32Array(size));
}
