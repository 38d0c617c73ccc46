import { knownBackends } from '@waltz/compute';
import { TransformerEngine } from './engine/transformer-engine.ts';

// Sampling: `npx tsx packages/models/src/sampling.bench.ts [backend] [repetitions]`.
// 64 different prompts of 48 tokens and 48 sampled tokens each, then the same with 32 tokens in common.

const backend = knownBackends.find(({ name }) => name === (process.argv[2] ?? 'native'));
if (backend === undefined) throw new Error(`there is no backend "${process.argv[2] ?? ''}"`);
await backend.activate();

const SIZES = [
  { dim: 64, layers: 2, heads: 4, hiddenDim: 176 },
  { dim: 128, layers: 4, heads: 4, hiddenDim: 344 },
  { dim: 384, layers: 6, heads: 6, hiddenDim: 1024 },
];
const ROWS = 64;
const PROMPT = 48;
const SAMPLED = 48;

for (const size of SIZES) {
  const engine = TransformerEngine.initialise(
    {
      architecture: {
        ...size,
        kvHeads: size.heads,
        vocabularySize: 512,
        maxPositions: 1024,
        ropeBase: 10_000,
        normEpsilon: 1e-5,
        tieEmbeddings: true,
      },
      lora: null,
      // Never said: all sequences are sampled to the end.
      ends: [],
      microBatchTokens: 4096,
      gradientCheckpointing: false,
      sampleBatch: ROWS,
    },
    1,
  );
  for (const shared of [0, 32]) {
    const requests = Array.from({ length: ROWS }, (_, row) => ({
      context: Array.from({ length: PROMPT }, (_, at) =>
        at < shared ? at : (row * 31 + at * 7 + 3) % 512,
      ),
      seed: row,
    }));
    const times: number[] = [];
    const repetitions = Number(process.argv[3] ?? 5);
    for (let repetition = -1; repetition < repetitions; repetition++) {
      const start = process.cpuUsage();
      await engine.sample(requests, { temperature: 1, maxNewTokens: SAMPLED });
      const { user, system } = process.cpuUsage(start);
      if (repetition >= 0) times.push((user + system) / 1e6);
    }
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
    const rate = Math.round((ROWS * SAMPLED) / median);
    process.stdout.write(
      `d${size.dim}·L${size.layers}, ${shared} of ${PROMPT} tokens shared: ${rate} tokens/s of processor time\n`,
    );
  }
  engine.dispose();
}
