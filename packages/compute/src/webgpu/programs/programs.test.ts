import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { expect, it, vi } from 'vitest';
import { webGpuBackend } from '../../backends/backends.ts';
import { causalAttention } from '../../operations/causal-attention.ts';
import { chosenLogprobs } from '../../operations/chosen-logprobs.ts';
import { embed } from '../../operations/embed.ts';
import { linear } from '../../operations/linear.ts';
import { rmsNorm } from '../../operations/rms-norm.ts';
import { rotaryAt } from '../../operations/rotary-embedding.ts';
import { rotaryFrequencies } from '../../operations/rotary-frequencies.ts';
import { swiGlu } from '../../operations/swi-glu.ts';
import { cpuBackend, describeOn } from '../../testing/describe-on.ts';
import { headsOf, outputOf } from '../../testing/layer-halves.ts';
import { evaluate, randomValues, type Operation } from '../../testing/on-backend.ts';
import { relativeError } from '../../testing/relative-error.ts';
import { LANES } from '../gpu-program.ts';

const ROWS = 2 * LANES + 3;
const WIDTH = 3 * LANES + 5;

const random = new RandomStream(8);
const ids = Int32Array.from({ length: ROWS }, () => random.integer(9));
const idTensor = () => tf.tensor1d(ids, 'int32');

interface Case {
  readonly operation: Operation;
  readonly shapes: readonly (readonly number[])[];
  /** Dispatches forward and back; one each where it is left out. */
  readonly dispatches?: readonly [number, number];
}

/** Two query heads share a key; a head has more numbers than a group has lanes, and a key more queries. */
const HEADS = [
  [2, ROWS, 4, LANES + 6],
  [2, ROWS, 2, LANES + 6],
  [2, ROWS, 2, LANES + 6],
];

/** Every operation that there is a program of, with more rows and more numbers in a row than a group has lanes. */
const cases: Readonly<Record<string, Case>> = {
  rmsNorm: {
    operation: (x, gain) => rmsNorm(x, gain, 1e-5),
    shapes: [[ROWS, WIDTH], [WIDTH]],
  },
  rotaryAt: {
    operation: (x) => rotaryAt(x, ids, rotaryFrequencies(10, 100)),
    shapes: [[ROWS, 2, 10]],
  },
  causalAttention: {
    operation: (q, k, v) => causalAttention(q, k, v),
    shapes: HEADS,
    dispatches: [1, 2],
  },
  attentionHeads: {
    operation: headsOf({
      ...{ batch: 2, headDim: 10, normEpsilon: 1e-5 },
      ropeFrequencies: rotaryFrequencies(10, 100),
    }),
    shapes: [[2 * ROWS, 37], [37], [37, 40], [37, 20], [37, 20]],
    dispatches: [4, 6],
  },
  blockOutput: {
    operation: outputOf,
    shapes: [[ROWS, 37], [ROWS, 40], [40, 37], [37], [37, WIDTH], [37, WIDTH], [WIDTH, 37]],
    dispatches: [4, 5],
  },
  adaptedLinear: {
    operation: (x, down, up) => {
      const random = new RandomStream(2);
      const weight = tf.tensor2d(randomValues(random, [37, WIDTH]).data, [37, WIDTH]);
      return linear(x, weight, { down, up, scale: 0.5 });
    },
    shapes: [
      [ROWS, 37],
      [37, 5],
      [5, WIDTH],
    ],
    dispatches: [2, 3],
  },
  swiGlu: {
    operation: (gate, up) => swiGlu(gate, up),
    shapes: [
      [ROWS, WIDTH],
      [ROWS, WIDTH],
    ],
  },
  embed: { operation: (table) => embed(table, idTensor()), shapes: [[9, WIDTH]] },
  chosenLogprobs: {
    operation: (logits) => chosenLogprobs(logits, idTensor()),
    shapes: [[ROWS, WIDTH]],
  },
};

const inputsOf = ({ shapes }: Case) => shapes.map((shape) => randomValues(random, shape));

describeOn([webGpuBackend], 'programs', (backend) => {
  it.each(Object.entries(cases))(
    '%s of wide rows: values and gradients as on cpu, the same twice, nothing left behind',
    async (_, draw) => {
      const inputs = inputsOf(draw);
      const plain = await evaluate(cpuBackend, draw.operation, inputs);
      const weights = randomValues(random, [plain.value.length]).data;
      const expected = await evaluate(cpuBackend, draw.operation, inputs, weights);
      const actual = await evaluate(backend, draw.operation, inputs, weights);
      const left = tf.backend().numDataIds();
      expect(await evaluate(backend, draw.operation, inputs, weights)).toEqual(actual);
      expect(tf.backend().numDataIds()).toBe(left);
      expect(relativeError(actual.value, expected.value)).toBeLessThan(1e-5);
      actual.gradients.forEach((gradient, index) => {
        expect(relativeError(gradient, expected.gradients[index] ?? [])).toBeLessThan(1e-5);
      });
    },
  );

  it.each(Object.entries(cases))('%s: few dispatches', async (_, draw) => {
    await backend.activate();
    const [forward, back] = draw.dispatches ?? [1, 1];
    const inputs = inputsOf(draw).map(({ data, shape }) => tf.tensor(data, [...shape]));
    // Private to TensorFlow.js.
    const gpu = tf.backend() as WebGPUBackend as unknown as { recordAndSubmit: () => void };
    const dispatch = vi.spyOn(gpu, 'recordAndSubmit');
    const value = draw.operation(...inputs);
    expect(dispatch).toHaveBeenCalledTimes(forward);
    const dy = tf.onesLike(value);
    dispatch.mockClear();
    tf.grads(draw.operation)(inputs, dy);
    expect(dispatch).toHaveBeenCalledTimes(forward + back);
    dispatch.mockRestore();
  });

  it.each(Object.entries(cases))('%s: what is not a number goes through', async (_, draw) => {
    const inputs = inputsOf(draw);
    const [first] = inputs;
    const width = first?.shape.at(-1) ?? 0;
    // Where the first row is computed from, be it looked up.
    for (const row of [0, ids[0] ?? 0]) first?.data.fill(Number.NaN, row * width, row * width + 1);
    const { value } = await evaluate(backend, draw.operation, inputs);
    expect(value[0]).toBeNaN();
  });

  it.each(['rmsNorm', 'chosenLogprobs'])('%s: a NaN spoils its row, and back', async (name) => {
    const draw = cases[name] as Case;
    const inputs = inputsOf(draw);
    inputs[0]?.data.fill(Number.NaN, WIDTH + 2, WIDTH + 3);
    const { value, gradients } = await evaluate(backend, draw.operation, inputs);
    const perRow = value.length / ROWS;
    const spoilt = Array.from(value, (x, at) => (Number.isNaN(x) ? Math.floor(at / perRow) : null));
    expect(new Set(spoilt)).toEqual(new Set([null, 1]));
    const [gradient = new Float32Array()] = gradients;
    expect(gradient.findIndex(Number.isNaN)).toBe(WIDTH);
    expect(gradient.findLastIndex(Number.isNaN)).toBe(2 * WIDTH - 1);
    expect(gradient.filter(Number.isNaN).length).toBe(WIDTH);
    expect(value.filter(Number.isNaN).length).toBe(perRow);
  });

  it.each([-1, 4])(
    'an id of %d that is on the GPU alone, and no row of a table of 4: NaN',
    async (id) => {
      await backend.activate();
      const looked = tf.add(tf.tensor1d([1, id], 'int32'), tf.scalar(0, 'int32'));
      const found = await embed(tf.ones([4, 3]), looked).data();
      expect([...found]).toEqual([1, 1, 1, NaN, NaN, NaN]);
      const [told, other] = await chosenLogprobs(tf.zeros([2, 4]), looked).data();
      expect(told).toBeCloseTo(-Math.log(4), 5);
      expect(other).toBeNaN();
    },
  );

  it('positions of every call, of which the last ones alone are kept', async () => {
    const turned = (from: number): Operation => {
      const positions = ids.map((id) => id + from);
      return (x) => rotaryAt(x, positions, rotaryFrequencies(10, 100));
    };
    const inputs = [randomValues(random, [ROWS, 2, 10])];
    const kept: number[] = [];
    for (const from of [0, 7, 0]) {
      const expected = await evaluate(cpuBackend, turned(from), inputs);
      const actual = await evaluate(backend, turned(from), inputs);
      expect(relativeError(actual.value, expected.value)).toBeLessThan(1e-5);
      kept.push(tf.backend().numDataIds());
    }
    expect(new Set(kept).size).toBe(1);
  });

  it('attention to scores of which e^score is beyond float32', async () => {
    const hot: Operation = (q, k, v) => causalAttention(tf.mul(q, 20), k, v);
    const inputs = HEADS.map((shape) => randomValues(random, shape));
    const expected = await evaluate(cpuBackend, hot, inputs);
    const actual = await evaluate(backend, hot, inputs);
    expect(relativeError(actual.value, expected.value)).toBeLessThan(1e-4);
    actual.gradients.forEach((gradient, index) => {
      expect(relativeError(gradient, expected.gradients[index] ?? [])).toBeLessThan(1e-4);
    });
  });

  it('the extremes of a gate and of logits', async () => {
    await backend.activate();
    const gate = tf.tensor2d([[-200, -90, 90, 200]]);
    const gated = await swiGlu(gate, tf.ones([1, 4])).data();
    expect([...gated.slice(2)]).toEqual([90, 200]);
    expect(Math.max(...gated.slice(0, 2).map(Math.abs))).toBeLessThan(1e-30);
    const logits = tf.tensor2d([[300, -300, 300, -1e30]]);
    const [told] = await chosenLogprobs(logits, tf.tensor1d([0], 'int32')).data();
    expect(told).toBeCloseTo(-Math.log(2), 5);
  });
});
