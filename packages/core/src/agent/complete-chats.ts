import type { Engine } from '../contracts/engine.ts';
import type { Completion } from '../contracts/episode.ts';
import type { Message, Tokenizer } from '../contracts/tokenizer.ts';

/** The model that an agent speaks with. */
export interface Speaker {
  readonly engine: Engine;
  readonly tokenizer: Tokenizer;
  /** Tokens of a turn, at most. */
  readonly maxNewTokens: number;
}

export interface CompletedChat<Request> {
  readonly request: Request;
  readonly context: readonly number[];
  readonly completion: Completion;
}

/**
 * `[request]` the assistant's next turn of each request's chat, all sampled in one call of the engine.
 * Throws when the engine gives back fewer samples than it was asked for.
 */
export async function completeChats<Request extends { readonly seed: number }>(
  { engine, tokenizer, maxNewTokens }: Speaker,
  requests: readonly Request[],
  messagesOf: (request: Request) => readonly Message[],
  temperature: number,
): Promise<readonly CompletedChat<Request>[]> {
  if (requests.length === 0) return [];
  const chats = requests.map((request) => ({
    request,
    context: tokenizer.renderChat(messagesOf(request)),
    seed: request.seed,
  }));
  const samples = await engine.sample(chats, { temperature, maxNewTokens });
  return chats.map(({ request, context }, index) => {
    const sample = samples[index];
    if (sample === undefined) {
      throw new Error(`the engine gave ${samples.length} samples for ${chats.length} requests`);
    }
    return { request, context, completion: { ...sample, text: tokenizer.decode(sample.tokens) } };
  });
}
