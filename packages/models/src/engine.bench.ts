/**
 * Tokens per second of the in-process engine, with random weights.
 * Run: node --import tsx packages/models/src/engine.bench.ts [backend]
 */
import { knownBackends } from '@waltz/compute';
import { RandomStream } from '@waltz/core';
import { TransformerEngine } from './engine/transformer-engine.ts';

const VOCABULARY = 256;
const PROMPTS = 64;
const CONTEXT = 24;
const COMPLETION = 32;
const REPETITIONS = 10;

const SIZES = [
  { dim: 64, layers: 2, heads: 4, kvHeads: 2, hiddenDim: 192 },
  { dim: 96, layers: 3, heads: 6, kvHeads: 2, hiddenDim: 288 },
];

const asked = process.argv[2] ?? 'wasm';
const backend = knownBackends.find(({ name }) => name === asked);
if (backend === undefined) throw new Error(`there is no backend "${asked}"`);
await backend.activate();
for (const size of SIZES) {
  const engine = TransformerEngine.initialise(
    {
      architecture: {
        ...size,
        vocabularySize: VOCABULARY,
        maxPositions: 256,
        ropeBase: 10_000,
        normEpsilon: 1e-5,
        tieEmbeddings: true,
      },
      lora: null,
      // No token: every completion is sampled to its full length.
      endOfTurn: -1,
      microBatchTokens: 4096,
      sampleBatch: 256,
    },
    1,
  );
  const random = new RandomStream(1);
  const contexts = Array.from({ length: PROMPTS }, () =>
    Array.from({ length: CONTEXT }, () => random.integer(VOCABULARY)),
  );
  const requests = contexts.map((context, seed) => ({ context, seed }));
  const decoding = { temperature: 1, maxNewTokens: COMPLETION };
  const sampled = await engine.sample(requests, decoding);
  const sequences = sampled.map(({ tokens }, row) => ({
    context: contexts[row] ?? [],
    completion: tokens,
    derivatives: tokens.map(() => -1 / (PROMPTS * COMPLETION)),
  }));
  const adam = { learningRate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradientNorm: 1 };
  const train = async () => {
    await engine.forwardBackward(sequences);
    await engine.optimStep(adam);
  };
  await train();
  const readTokens = PROMPTS * (CONTEXT + COMPLETION);
  const phases = [
    { phase: 'sample', tokens: PROMPTS * COMPLETION, run: () => engine.sample(requests, decoding) },
    { phase: 'logprobs', tokens: readTokens, run: () => engine.logprobs(sequences) },
    { phase: 'train', tokens: readTokens, run: train },
  ];
  for (const { phase, tokens, run } of phases) {
    const seconds: number[] = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const start = performance.now();
      await run();
      seconds.push((performance.now() - start) / 1000);
    }
    // Whatever else the machine does can only make a run longer.
    const fastest = Math.min(...seconds);
    process.stdout.write(
      `${backend.name} d${size.dim}·L${size.layers} ${phase.padEnd(8)} ` +
        `${(fastest * 1000).toFixed(0).padStart(5)} ms  ${(tokens / fastest).toFixed(0).padStart(6)} tokens/s\n`,
    );
  }
  engine.dispose();
}
