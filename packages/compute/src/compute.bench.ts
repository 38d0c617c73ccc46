import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import {
  knownBackends,
  adamUpdate,
  causalAttention,
  chosenLogprobs,
  embed,
  linear,
  rmsNorm,
  rotaryEmbedding,
  swiGlu,
} from './index.ts';

// Speed of the operations on one core: `npx tsx packages/compute/src/compute.bench.ts [backend]`.
// The model is a stand-in for that of packages/models, with the same operations.

const DIM = 64;
const HEADS = 4;
const HIDDEN = 176;
const LAYERS = 2;
const VOCABULARY = 256;
const BATCH = 64;
const LENGTH = 64;
const EPSILON = 1e-5;
const BASE = 10_000;

const asked = process.argv[2] ?? 'wasm';
const backend = knownBackends.find(({ name }) => name === asked);
if (backend === undefined) throw new Error(`there is no backend "${asked}"`);
await backend.activate();
const { stdout } = process;

/** Milliseconds of the quickest of some runs after a warm-up: what the machine can do, not what its neighbours do. */
function quickest(repetitions: number, work: () => void): number {
  let best = Infinity;
  for (let run = -2; run < repetitions; run++) {
    const start = performance.now();
    tf.tidy(work);
    if (run >= 0) best = Math.min(best, performance.now() - start);
  }
  return best;
}

function report(what: string, milliseconds: number, flops = 0): void {
  const speed = flops > 0 ? `${(flops / milliseconds / 1e6).toFixed(1)} GF/s` : '';
  stdout.write(`${what.padEnd(44)} ${milliseconds.toFixed(3).padStart(10)} ms  ${speed}\n`);
}

for (const [m, n, k] of [
  [512, 512, 512],
  [4096, 64, 64],
  [4096, 176, 64],
  [64, 64, 64],
] as const) {
  for (const [ta, tb, name] of [
    [false, false, 'nn'],
    [false, true, 'nt'],
    [true, false, 'tn'],
  ] as const) {
    const a: Tensor2D = tf.randomNormal(ta ? [k, m] : [m, k]);
    const b: Tensor2D = tf.randomNormal(tb ? [n, k] : [k, n]);
    const flops = 2 * m * n * k;
    const calls = Math.max(1, Math.round(1e7 / flops));
    const time = quickest(20, () => {
      for (let call = 0; call < calls; call++) tf.matMul(a, b, ta, tb).dispose();
    });
    report(`matMul ${name} ${m}×${n}×${k}`, time / calls, flops);
  }
}

const parameters: Variable[] = [];
function parameter(...shape: number[]): Variable {
  const variable = tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, 0.05)));
  parameters.push(variable);
  return variable;
}
const table = parameter(VOCABULARY, DIM);
const last = parameter(DIM);
const layers = Array.from({ length: LAYERS }, () => ({
  before: parameter(DIM),
  after: parameter(DIM),
  q: parameter(DIM, DIM),
  k: parameter(DIM, DIM),
  v: parameter(DIM, DIM),
  o: parameter(DIM, DIM),
  gate: parameter(DIM, HIDDEN),
  up: parameter(DIM, HIDDEN),
  down: parameter(HIDDEN, DIM),
}));
type Layer = (typeof layers)[number];
type Mix = (q: Tensor, k: Tensor, v: Tensor) => Tensor;

function transform(ids: Tensor, shape: number[], mix: Mix): Tensor {
  const headDim = DIM / HEADS;
  const heads = (x: Tensor): Tensor => tf.reshape(x, [...shape, HEADS, headDim]);
  let x: Tensor = embed(table, ids);
  layers.forEach((layer: Layer) => {
    const a = rmsNorm(x, layer.before, EPSILON);
    const mixed = mix(
      heads(linear(a, layer.q)),
      heads(linear(a, layer.k)),
      heads(linear(a, layer.v)),
    );
    x = tf.add(x, linear(tf.reshape(mixed, [-1, DIM]), layer.o));
    const b = rmsNorm(x, layer.after, EPSILON);
    x = tf.add(x, linear(swiGlu(linear(b, layer.gate), linear(b, layer.up)), layer.down));
  });
  return tf.matMul(rmsNorm(x, last, EPSILON), table, false, true);
}

const matrices = LAYERS * (4 * DIM * DIM + 3 * DIM * HIDDEN) + VOCABULARY * DIM;
const tokens = BATCH * LENGTH;
const ids = tf.tensor1d(
  Int32Array.from({ length: tokens }, (_, at) => (at * 7919) % VOCABULARY),
  'int32',
);
const attend: Mix = (q, k, v) =>
  causalAttention(rotaryEmbedding(q, BASE), rotaryEmbedding(k, BASE), v);
const loss = () => tf.mean<tf.Scalar>(chosenLogprobs(transform(ids, [BATCH, LENGTH], attend), ids));

const size = `d${DIM} L${LAYERS} V${VOCABULARY} ${BATCH}×${LENGTH}`;
report(`forward ${size}`, quickest(10, loss), 2 * matrices * tokens);
report(
  `forward and backward ${size}`,
  quickest(10, () => tf.variableGrads(loss, parameters)),
  6 * matrices * tokens,
);

const moments = parameters.map(({ shape }) =>
  tf.tidy(() => [tf.variable(tf.zeros(shape)), tf.variable(tf.zeros(shape))] as const),
);
const settings = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
report(
  `Adam, ${matrices} parameters`,
  quickest(20, () => {
    parameters.forEach((variable, at) => {
      const [first, second] = moments[at] as (typeof moments)[number];
      const step = { ...settings, step: 1, gradientScale: 1 };
      adamUpdate(variable, variable, first, second, step);
    });
  }),
);
