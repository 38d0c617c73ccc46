import { availableParallelism } from 'node:os';
import {
  optionsOf,
  RandomStream,
  type Backend,
  type Engine,
  type PluginRegistry,
  type Tokenizer,
} from '@waltz/core';

/** Prompts that are continued and trained on at once. */
const PROMPTS = 32;

/** Tokens of each prompt, and of what is sampled after it. */
const LENGTH = 24;

/** Seconds that a phase is repeated for; a slow backend has one repetition and takes what it takes. */
const BUDGET = 1.5;

const SAMPLED = PROMPTS * LENGTH;

/** The engine asks how many tokens there are, and when a turn ends: here never. */
const TOKENIZER: Tokenizer = {
  vocabularySize: 256,
  endOfTurn: -1,
  encode: () => [],
  decode: () => '',
  renderChat: () => [],
};

const ADAM = { learningRate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradientNorm: 1 };

/** Tokens per second; those of training are all that are read, prompts included. */
export interface BackendSpeed {
  /** Threads that shared the work. */
  readonly workers: number;
  readonly sampling: number;
  readonly training: number;
}

/** Samples from, and trains, the `transformer` engine at its default size on `backend`, with random weights. */
export async function measureBackend(
  backend: Backend,
  registry: PluginRegistry,
): Promise<BackendSpeed> {
  const component = registry.find('engine', 'transformer');
  const defaults = Object.fromEntries(
    optionsOf(component).map(({ path, option }) => [path, option.default]),
  );
  const context = { seed: 1, folder: process.cwd(), notice: () => {} };
  const workers = availableParallelism();
  const given = { ...context, tokenizer: TOKENIZER, backend, workers };
  const provider = await component.create(defaults, given);
  const engine = await provider.open({ seed: 1 });
  try {
    return { workers: provider.workers.count, ...(await measureEngine(engine)) };
  } finally {
    engine.dispose();
  }
}

async function measureEngine(engine: Engine): Promise<Omit<BackendSpeed, 'workers'>> {
  const random = new RandomStream(1);
  const requests = Array.from({ length: PROMPTS }, (_, seed) => ({
    context: Array.from({ length: LENGTH }, () => random.integer(TOKENIZER.vocabularySize)),
    seed,
  }));
  const sampled = await engine.sample(requests, { temperature: 1, maxNewTokens: LENGTH });
  const sequences = sampled.map(({ tokens }, row) => ({
    context: requests[row]?.context ?? [],
    completion: tokens,
    derivatives: tokens.map(() => -1 / SAMPLED),
  }));
  const sampling = await fastest(() =>
    engine.sample(requests, { temperature: 1, maxNewTokens: LENGTH }),
  );
  const training = await fastest(async () => {
    await engine.forwardBackward(sequences);
    await engine.optimStep(ADAM);
  });
  return { sampling: SAMPLED / sampling, training: (2 * SAMPLED) / training };
}

/** Seconds of the fastest repetition: whatever else the machine does can only make one longer. */
async function fastest(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  let best = Infinity;
  do {
    const start = performance.now();
    await work();
    best = Math.min(best, (performance.now() - start) / 1000);
  } while (performance.now() - begun < 1000 * BUDGET);
  return best;
}
