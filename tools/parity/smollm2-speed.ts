/**
 * How long SmolLM2-135M-Instruct takes to load, read, sample and learn here, and its memory: what smollm2_speed.py says of
 * PyTorch with peft. Median of five; one repetition before them is not counted.
 *
 *     npx tsx tools/parity/smollm2-speed.ts [BACKEND]
 */
import { readFileSync } from 'node:fs';
import { median } from '../../benchmarks/median.ts';
import { knownBackends } from '../../packages/compute/src/index.ts';
import { pretrainedProvider } from '../../packages/models/src/pretrained/pretrained-provider.ts';
import { SMOLLM2_FILE } from '../../packages/models/src/testing/smollm2-reference.ts';
import { openHuggingFaceTokenizer } from '../../packages/models/src/tokenizer/hugging-face-tokenizer.ts';

const ADAM = { learningRate: 1e-4, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, maxGradientNorm: 1 };
const REPETITIONS = 5;
/** Texts of a step, and the tokens of each; as many are sampled at once and one by one. */
const [TEXTS, LENGTH] = [8, 128];
const [ROWS, CONTEXT, NEW_TOKENS] = [32, 64, 32];

const tokenAt = (row: number, at: number): number => (row * 977 + at * 131 + 7) % 49_152;
const tokens = (row: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => tokenAt(row, at));

const peakMegabytes = (): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1000;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const measured: number[] = [];
  for (let repetition = 0; repetition <= REPETITIONS; repetition++) {
    const start = performance.now();
    await work();
    if (repetition > 0) measured.push((performance.now() - start) / 1000);
  }
  return median(measured);
}

const name = process.argv[2] ?? 'native';
const backend = knownBackends.find((known) => known.name === name);
if (backend === undefined) throw new Error(`there is no backend ${name}`);
const model = SMOLLM2_FILE;
const context = { seed: 1, folder: process.cwd(), notice: console.log };
const tokenizer = await openHuggingFaceTokenizer(
  { model, date: null, templateVariables: {}, system: 'own-turn' },
  context,
);
await backend.activate();
const baseline = peakMegabytes();
const start = performance.now();
const provider = await pretrainedProvider(
  {
    ...{ model, lora: { rank: 16, alpha: 32 } },
    ...{ microBatchTokens: 2048, gradientCheckpointing: false, sampleBatch: ROWS },
  },
  // No turn ends before its time.
  {
    ...{ ...context, backend, workers: 'auto' as const },
    tokenizer: { ...tokenizer, endOfTurn: -1, otherEnds: [] },
  },
);
const engine = await provider.open({ seed: 1 });
const loaded = ((performance.now() - start) / 1000).toFixed(1);
console.log(`load: ${loaded} s, ${(peakMegabytes() - baseline).toFixed(0)} MB above ${baseline}`);

const texts = Array.from({ length: TEXTS }, (_, row) => ({
  context: [tokenAt(row, 0)],
  completion: tokens(row + 1, LENGTH),
  derivatives: Array<number>(LENGTH).fill(-1 / LENGTH),
}));
const read = await seconds(() => engine.logprobs(texts));
console.log(`read ${TEXTS} × ${LENGTH}: ${((TEXTS * LENGTH) / read).toFixed(0)} tokens/s`);
for (const rows of [1, ROWS]) {
  const requests = Array.from({ length: rows }, (_, seed) => ({
    context: tokens(seed, CONTEXT),
    seed,
  }));
  const sampling = (maxNewTokens: number) =>
    seconds(() => engine.sample(requests, { temperature: 1, maxNewTokens }));
  const first = await sampling(1);
  const decoding = (await sampling(NEW_TOKENS)) - first;
  const rate = (rows * (NEW_TOKENS - 1)) / decoding;
  console.log(
    `sample ${rows} × (${CONTEXT} + ${NEW_TOKENS}): ${rate.toFixed(1)} tokens/s after the first`,
  );
}
const learning = await seconds(async () => {
  await engine.forwardBackward(texts);
  await engine.optimStep(ADAM);
});
console.log(`learn ${TEXTS} × ${LENGTH}, adapters of rank 16: ${learning.toFixed(2)} s a step`);
console.log(`peak: ${peakMegabytes().toFixed(0)} MB`);
engine.dispose();
process.exit();
