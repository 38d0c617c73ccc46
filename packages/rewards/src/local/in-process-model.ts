import type { Engine, LocalModel, Tokenizer } from '@waltz/core';
import type { LanguageModel, ModelRequest } from '../transport/language-model.ts';
import { inBatches } from './in-batches.ts';

/** What the engine continues. */
interface Continuation {
  readonly context: readonly number[];
  readonly maxTokens: number;
}

/** Tokens whose log-probabilities tell one model from another. */
const PROBE_TOKENS = 16;

/**
 * A model in this process, asked greedily; questions that come together are sampled together. A chat is rendered by the
 * model's own template, and raw text begins as the model's tokenizer lets texts begin.
 *
 * What a model would reply is known by what it is given, token by token, and by what it computes: log-probabilities of a few
 * tokens stand for its weights. So a file that was exchanged under the same name, or a backend that rounds otherwise, gets
 * no reply of another's.
 */
export function inProcessModel(model: LocalModel): LanguageModel {
  const { tokenizer } = model;
  let fingerprint: Promise<readonly number[]> | null = null;

  const sample = inBatches((asked: readonly Continuation[]) =>
    model.use((engine) => sampleGreedily(engine, asked)),
  );

  function continuationOf(request: ModelRequest): Continuation {
    const context = tokensOf(request, tokenizer);
    const needed = context.length + request.maxTokens;
    if (model.maxPositions !== undefined && needed > model.maxPositions) {
      throw new Error(
        `a question of ${context.length} tokens and a reply of ${request.maxTokens} are more than the ` +
          `${model.maxPositions} that the model can read`,
      );
    }
    return { context, maxTokens: request.maxTokens };
  }

  return {
    clip(text, tokens) {
      const all = tokenizer.encode(text);
      return all.length <= tokens ? text : tokenizer.decode(all.slice(0, tokens));
    },
    async circumstances(request) {
      const { context } = continuationOf(request);
      fingerprint ??= fingerprintOf(model).catch((error: unknown) => {
        fingerprint = null;
        throw error;
      });
      return { context, fingerprint: await fingerprint };
    },
    async reply(request) {
      return tokenizer.decode(await sample(continuationOf(request)));
    },
  };
}

function tokensOf(request: ModelRequest, tokenizer: Tokenizer): readonly number[] {
  if ('messages' in request) return tokenizer.renderChat(request.messages);
  return [...(tokenizer.opening ?? []), ...tokenizer.encode(request.prompt)];
}

/** `[question][token]`, in order; those that may be equally long are sampled together. */
async function sampleGreedily(
  engine: Engine,
  asked: readonly Continuation[],
): Promise<readonly (readonly number[])[]> {
  const replies = new Map<Continuation, readonly number[]>();
  for (const maxNewTokens of new Set(asked.map(({ maxTokens }) => maxTokens))) {
    const some = asked.filter(({ maxTokens }) => maxTokens === maxNewTokens);
    const samples = await engine.sample(
      some.map(({ context }) => ({ context, seed: 0 })),
      { temperature: 0, maxNewTokens },
    );
    samples.forEach(({ tokens }, index) => {
      const question = some[index];
      if (question !== undefined) replies.set(question, tokens);
    });
  }
  return asked.map((question) => replies.get(question) ?? []);
}

/** `[token]` log-probabilities of tokens from all over the vocabulary, in nats. */
async function fingerprintOf(model: LocalModel): Promise<readonly number[]> {
  const { vocabularySize } = model.tokenizer;
  const [first = 0, ...completion] = Array.from({ length: PROBE_TOKENS }, (_, index) =>
    Math.floor((index * vocabularySize) / PROBE_TOKENS),
  );
  const [logprobs = []] = await model.use((engine) =>
    engine.logprobs([{ context: [first], completion }]),
  );
  return logprobs;
}
