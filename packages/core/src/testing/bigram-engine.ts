import { readFile } from 'node:fs/promises';
import type {
  AdamParameters,
  Decoding,
  DifferentiatedSequence,
  Engine,
  EngineProvider,
  EngineUsage,
  OptimStepReport,
  SampledTokens,
  SampleRequest,
  TokenSequence,
} from '../contracts/engine.ts';
import { RandomStream } from '../random/random-stream.ts';
import { writeAtomically } from '../run/write-atomically.ts';

/** All that a bigram engine knows; every array is `[previous token][next token]`, laid out in rows. */
interface BigramWeights {
  readonly logits: number[];
  readonly firstMoments: number[];
  readonly secondMoments: number[];
  readonly steps: number;
}

/**
 * A real language model in a few lines of plain numbers, for tests: the next token depends on the token before it
 * alone, through a table of logits. Its gradients are exact.
 */
export class BigramEngine implements Engine {
  readonly #vocabularySize: number;
  readonly #endOfTurn: number;
  #weights: BigramWeights;
  #gradient: number[];
  #usage: EngineUsage = { sampledTokens: 0, trainedTokens: 0, scoredTokens: 0 };

  constructor(vocabularySize: number, endOfTurn: number, logits: readonly number[]) {
    this.#vocabularySize = vocabularySize;
    this.#endOfTurn = endOfTurn;
    this.#weights = freshWeights(logits);
    this.#gradient = logits.map(() => 0);
  }

  get parameterCount(): number {
    return this.#weights.logits.length;
  }

  sample(
    requests: readonly SampleRequest[],
    { temperature, maxNewTokens }: Decoding,
  ): Promise<readonly SampledTokens[]> {
    return Promise.resolve(
      requests.map(({ context, seed }) => {
        const random = new RandomStream(seed);
        const tokens: number[] = [];
        const logprobs: number[] = [];
        while (tokens.length < maxNewTokens && tokens.at(-1) !== this.#endOfTurn) {
          const previous = lastOf([...context, ...tokens]);
          const token = draw(this.#row(previous), temperature, random);
          logprobs.push(this.#logSoftmax(previous)[token] ?? Number.NaN);
          tokens.push(token);
        }
        this.#count('sampledTokens', tokens.length);
        return { tokens, logprobs, stop: tokens.at(-1) === this.#endOfTurn ? 'end' : 'length' };
      }),
    );
  }

  logprobs(sequences: readonly TokenSequence[]): Promise<readonly (readonly number[])[]> {
    return Promise.resolve(
      sequences.map(({ context, completion }) => {
        this.#count('scoredTokens', completion.length);
        return transitions(context, completion).map(
          ([previous, next]) => this.#logSoftmax(previous)[next] ?? Number.NaN,
        );
      }),
    );
  }

  forwardBackward(
    sequences: readonly DifferentiatedSequence[],
  ): Promise<readonly (readonly number[])[]> {
    for (const { context, completion, derivatives } of sequences) {
      this.#count('trainedTokens', completion.length);
      transitions(context, completion).forEach(([previous, next], position) => {
        this.#logSoftmax(previous).forEach((logprob, token) => {
          // d log p(next) / d logit(token) = 1{token = next} − p(token)
          const slope = Number(token === next) - Math.exp(logprob);
          const index = previous * this.#vocabularySize + token;
          this.#gradient[index] =
            (this.#gradient[index] ?? 0) + (derivatives[position] ?? Number.NaN) * slope;
        });
      });
    }
    return this.logprobs(sequences);
  }

  optimStep({
    learningRate,
    beta1,
    beta2,
    epsilon,
    maxGradientNorm,
  }: AdamParameters): Promise<OptimStepReport> {
    const gradientNorm = Math.hypot(...this.#gradient);
    if (!Number.isFinite(gradientNorm)) {
      this.#gradient = this.#gradient.map(() => 0);
      return Promise.resolve({ gradientNorm });
    }
    const isClipped = maxGradientNorm > 0 && gradientNorm > maxGradientNorm;
    const scale = isClipped ? maxGradientNorm / gradientNorm : 1;
    const gradient = this.#gradient.map((slope) => slope * scale);
    const steps = this.#weights.steps + 1;
    const { logits, firstMoments, secondMoments } = this.#weights;
    const first = blend(firstMoments, gradient, beta1);
    const second = blend(
      secondMoments,
      gradient.map((slope) => slope ** 2),
      beta2,
    );
    this.#weights = {
      steps,
      firstMoments: first,
      secondMoments: second,
      logits: logits.map((logit, index) => {
        const mean = (first[index] ?? 0) / (1 - beta1 ** steps);
        const deviation = Math.sqrt((second[index] ?? 0) / (1 - beta2 ** steps));
        return logit - (learningRate * mean) / (deviation + epsilon);
      }),
    };
    this.#gradient = gradient.map(() => 0);
    return Promise.resolve({ gradientNorm });
  }

  async saveWeights(path: string): Promise<void> {
    await writeAtomically(path, JSON.stringify(this.#weights));
  }

  async loadWeights(path: string, { optimiser }: { readonly optimiser: boolean }): Promise<void> {
    const weights = JSON.parse(await readFile(path, 'utf8')) as BigramWeights;
    this.#weights = optimiser ? weights : freshWeights(weights.logits);
  }

  fork(): Promise<Engine> {
    return Promise.resolve(
      new BigramEngine(this.#vocabularySize, this.#endOfTurn, this.#weights.logits),
    );
  }

  usage(): EngineUsage {
    return this.#usage;
  }

  dispose(): void {
    this.#weights = freshWeights([]);
  }

  #row(previous: number): readonly number[] {
    const start = previous * this.#vocabularySize;
    return this.#weights.logits.slice(start, start + this.#vocabularySize);
  }

  #logSoftmax(previous: number): readonly number[] {
    const row = this.#row(previous);
    const largest = Math.max(...row);
    const logSum = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
    return row.map((logit) => logit - largest - logSum);
  }

  #count(counter: keyof EngineUsage, tokens: number): void {
    this.#usage = { ...this.#usage, [counter]: this.#usage[counter] + tokens };
  }
}

/** Opens bigram engines with small random logits. */
export function bigramEngines(vocabularySize: number, endOfTurn: number): EngineProvider {
  return {
    backend: { name: 'numbers', reason: 'tests need nothing faster' },
    workers: { count: 1, reason: 'tests need nothing faster' },
    open({ seed }) {
      const random = new RandomStream(seed);
      const logits = Array.from({ length: vocabularySize ** 2 }, () => random.uniform() - 0.5);
      return Promise.resolve(new BigramEngine(vocabularySize, endOfTurn, logits));
    },
  };
}

function freshWeights(logits: readonly number[]): BigramWeights {
  const zeros = logits.map(() => 0);
  return { logits: [...logits], firstMoments: zeros, secondMoments: zeros, steps: 0 };
}

/** Greedy at temperature 0, else by Gumbel noise. */
function draw(row: readonly number[], temperature: number, random: RandomStream): number {
  const scores =
    temperature === 0
      ? row
      : row.map((logit) => logit / temperature - Math.log(-Math.log(random.uniform() || 1e-12)));
  return scores.indexOf(Math.max(...scores));
}

function blend(past: readonly number[], present: readonly number[], decay: number): number[] {
  return past.map((value, index) => decay * value + (1 - decay) * (present[index] ?? 0));
}

/** `[token]` each completion token with the token before it. */
function transitions(
  context: readonly number[],
  completion: readonly number[],
): readonly (readonly [number, number])[] {
  return completion.map((next, position) => [
    position === 0 ? lastOf(context) : (completion[position - 1] ?? next),
    next,
  ]);
}

function lastOf(tokens: readonly number[]): number {
  const last = tokens.at(-1);
  if (last === undefined) throw new Error('a bigram engine needs a token to go on from');
  return last;
}
