import { messageOf } from '@waltz/core';
import { bulkhead, DelegateBackoff, handleWhen, retry, wrap } from 'cockatiel';
import type { LanguageModel, ModelRequest } from '../transport/language-model.ts';
import { clipRoughly } from './clip-roughly.ts';
import { readReply } from './read-reply.ts';
import { ServerFailure } from './server-failure.ts';
import { isHttp, type ServerOptions } from './server-options.ts';

/** Milliseconds between attempts. */
interface Waits {
  /** Before the second attempt; every further wait is twice as long. */
  readonly first: number;
  /** No wait is longer, and a server that asks for a longer one is given up. */
  readonly longest: number;
}

const WAITS: Waits = { first: 500, longest: 120_000 };

/**
 * A model on an OpenAI-compatible server (vLLM, SGLang, llama.cpp, Ollama, a hosted one), asked greedily and one request
 * a reply, since servers batch by themselves. No more than `concurrency` requests are under way; a failure that may pass
 * is tried again, after as long as the server asks to wait. `notice` is told of the first such failure.
 * Throws when `baseUrl` is no address.
 */
export function openServer(
  options: ServerOptions,
  notice: (message: string) => void,
  waits: Waits = WAITS,
): LanguageModel {
  const { baseUrl, model, apiKey, concurrency, attempts, timeout, fields } = options;
  if (!isHttp(baseUrl)) {
    throw new Error(`transport.baseUrl must be an address such as http://localhost:8000/v1`);
  }
  const where = `${model} at ${baseUrl}`;
  const headers = {
    'content-type': 'application/json',
    ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
  };

  async function attempt(request: ModelRequest): Promise<string> {
    const url = `${baseUrl.replace(/\/+$/u, '')}/${pathOf(request)}`;
    const body = JSON.stringify(withoutNull({ model, ...bodyOf(request), ...fields }));
    const signal = AbortSignal.timeout(timeout * 1000);
    try {
      return await readReply(await fetch(url, { method: 'POST', headers, body, signal }));
    } catch (error) {
      throw asServerFailure(error, timeout);
    }
  }

  const retries = retry(
    handleWhen((error) => isWorthwhile(error, waits)),
    {
      maxAttempts: attempts - 1,
      backoff: new DelegateBackoff(({ attempt: failed, result }) =>
        Math.max(waitAskedIn(result), Math.min(waits.longest, waits.first * 2 ** (failed - 1))),
      ),
    },
  );
  let isSaid = false;
  retries.onRetry(({ delay, ...result }) => {
    if (isSaid || !('error' in result)) return;
    isSaid = true;
    notice(`${where}: ${result.error.message}; asking again in ${delay / 1000} s`);
  });
  const patience = wrap(bulkhead(concurrency, Infinity), retries);

  return {
    clip: clipRoughly,
    circumstances: () => Promise.resolve({ model, fields }),
    async reply(request) {
      let tried = 0;
      try {
        return await patience.execute(() => {
          tried++;
          return attempt(request);
        });
      } catch (error) {
        const reason = messageOf(error);
        const times = tried > 1 ? ` (tried ${tried} times)` : '';
        throw new Error(`${where}: ${reason}${times}`, { cause: error });
      }
    },
  };
}

function pathOf(request: ModelRequest): string {
  return 'prompt' in request ? 'completions' : 'chat/completions';
}

function bodyOf({ maxTokens, ...asked }: ModelRequest): object {
  return { ...asked, max_tokens: maxTokens, temperature: 0 };
}

/** A field that an experiment sets to null is one that its server does not know. */
function withoutNull(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

function isWorthwhile(error: Error, { longest }: Waits): boolean {
  return error instanceof ServerFailure && error.isTransient && error.retryAfter <= longest;
}

function waitAskedIn(result: object): number {
  return 'error' in result && result.error instanceof ServerFailure ? result.error.retryAfter : 0;
}

/** What `fetch` throws says little by itself; its cause has the code of the system or of the HTTP client. */
function asServerFailure(error: unknown, timeout: number): ServerFailure {
  if (error instanceof ServerFailure) return error;
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new ServerFailure(`no answer within ${timeout} s`, { isTransient: true }, error);
  }
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new ServerFailure(
    `the connection failed${code}: is the server running, and is transport.baseUrl right?`,
    { isTransient: true },
    error,
  );
}
