import type {
  AdamParameters,
  Decoding,
  DifferentiatedSequence,
  Engine,
  EngineProvider,
  OptimStepReport,
  SampledTokens,
  SampleRequest,
  TokenSequence,
} from '../contracts/engine.ts';
import { RandomStream } from '../random/random-stream.ts';
import { AdamTable } from './adam-table.ts';
import { BigramCritic } from './bigram-critic.ts';

/**
 * A real language model in a few lines of plain numbers, for tests: the next token depends on the token before it
 * alone, through a table of logits. Its gradients are exact.
 */
export class BigramEngine implements Engine {
  readonly #vocabularySize: number;
  readonly #endOfTurn: number;
  /** `[previous token][next token]` logits, laid out in rows. */
  readonly #logits: AdamTable;

  constructor(vocabularySize: number, endOfTurn: number, logits: readonly number[]) {
    this.#vocabularySize = vocabularySize;
    this.#endOfTurn = endOfTurn;
    this.#logits = new AdamTable(logits);
  }

  get parameterCount(): number {
    return this.#logits.values.length;
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
        return { tokens, logprobs, stop: tokens.at(-1) === this.#endOfTurn ? 'end' : 'length' };
      }),
    );
  }

  logprobs(sequences: readonly TokenSequence[]): Promise<readonly (readonly number[])[]> {
    return Promise.resolve(
      sequences.map(({ context, completion }) =>
        transitions(context, completion).map(
          ([previous, next]) => this.#logSoftmax(previous)[next] ?? Number.NaN,
        ),
      ),
    );
  }

  forwardBackward(
    sequences: readonly DifferentiatedSequence[],
  ): Promise<readonly (readonly number[])[]> {
    for (const { context, completion, derivatives } of sequences) {
      transitions(context, completion).forEach(([previous, next], position) => {
        this.#logSoftmax(previous).forEach((logprob, token) => {
          // d log p(next) / d logit(token) = 1{token = next} − p(token)
          const slope = Number(token === next) - Math.exp(logprob);
          this.#logits.accumulate(
            previous * this.#vocabularySize + token,
            (derivatives[position] ?? Number.NaN) * slope,
          );
        });
      });
    }
    return this.logprobs(sequences);
  }

  optimStep(parameters: AdamParameters): Promise<OptimStepReport> {
    return this.#logits.step(parameters);
  }

  saveWeights(path: string): Promise<void> {
    return this.#logits.save(path);
  }

  loadWeights(path: string, parts: { readonly optimiser: boolean }): Promise<void> {
    return this.#logits.load(path, parts);
  }

  fork(): Promise<Engine> {
    return Promise.resolve(
      new BigramEngine(this.#vocabularySize, this.#endOfTurn, this.#logits.values),
    );
  }

  dispose(): void {}

  #row(previous: number): readonly number[] {
    const start = previous * this.#vocabularySize;
    return this.#logits.values.slice(start, start + this.#vocabularySize);
  }

  #logSoftmax(previous: number): readonly number[] {
    const row = this.#row(previous);
    const largest = Math.max(...row);
    const logSum = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
    return row.map((logit) => logit - largest - logSum);
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
    openCritic({ agents }) {
      return Promise.resolve(new BigramCritic(vocabularySize, agents));
    },
  };
}

/** Greedy at temperature 0, else by Gumbel noise. */
function draw(row: readonly number[], temperature: number, random: RandomStream): number {
  const scores =
    temperature === 0
      ? row
      : row.map((logit) => logit / temperature - Math.log(-Math.log(random.uniform() || 1e-12)));
  return scores.indexOf(Math.max(...scores));
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
