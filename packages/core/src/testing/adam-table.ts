import { readFile } from 'node:fs/promises';
import type { AdamParameters, OptimStepReport } from '../contracts/engine.ts';
import { writeAtomically } from '../run/write-atomically.ts';

/** Everything that a model of plain numbers knows, and what Adam has seen of it. */
interface AdamState {
  readonly values: readonly number[];
  readonly firstMoments: readonly number[];
  readonly secondMoments: readonly number[];
  readonly steps: number;
}

/** A row of parameters that Adam trains, for models of plain numbers. */
export class AdamTable {
  #state: AdamState;
  #gradient: number[];

  constructor(values: readonly number[]) {
    this.#state = fresh(values);
    this.#gradient = values.map(() => 0);
  }

  get values(): readonly number[] {
    return this.#state.values;
  }

  /** Adds to the slope of one parameter. */
  accumulate(index: number, slope: number): void {
    this.#gradient[index] = (this.#gradient[index] ?? Number.NaN) + slope;
  }

  /** One step with what was accumulated, which is forgotten; none when it is not finite. */
  step({
    learningRate,
    beta1,
    beta2,
    epsilon,
    maxGradientNorm,
  }: AdamParameters): Promise<OptimStepReport> {
    const gradientNorm = Math.hypot(...this.#gradient);
    const isClipped = maxGradientNorm > 0 && gradientNorm > maxGradientNorm;
    const scale = isClipped ? maxGradientNorm / gradientNorm : 1;
    const gradient = this.#gradient.map((slope) => slope * scale);
    this.#gradient = gradient.map(() => 0);
    if (!Number.isFinite(gradientNorm)) return Promise.resolve({ gradientNorm });
    const { values, firstMoments, secondMoments } = this.#state;
    const steps = this.#state.steps + 1;
    const first = blend(firstMoments, gradient, beta1);
    const squares = gradient.map((slope) => slope ** 2);
    const second = blend(secondMoments, squares, beta2);
    this.#state = {
      steps,
      firstMoments: first,
      secondMoments: second,
      values: values.map((value, index) => {
        const mean = (first[index] ?? 0) / (1 - beta1 ** steps);
        const deviation = Math.sqrt((second[index] ?? 0) / (1 - beta2 ** steps));
        return value - (learningRate * mean) / (deviation + epsilon);
      }),
    };
    return Promise.resolve({ gradientNorm });
  }

  async save(path: string): Promise<void> {
    await writeAtomically(path, JSON.stringify(this.#state));
  }

  async load(path: string, { optimiser }: { readonly optimiser: boolean }): Promise<void> {
    const state = JSON.parse(await readFile(path, 'utf8')) as AdamState;
    this.#state = optimiser ? state : fresh(state.values);
  }
}

function fresh(values: readonly number[]): AdamState {
  const zeros = values.map(() => 0);
  return { values, firstMoments: zeros, secondMoments: zeros, steps: 0 };
}

function blend(
  past: readonly number[],
  present: readonly number[],
  decay: number,
): readonly number[] {
  return past.map((value, index) => decay * value + (1 - decay) * (present[index] ?? 0));
}
