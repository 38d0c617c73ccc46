import { retryAfterOf } from './retry-after.ts';
import { ServerFailure } from './server-failure.ts';

/** Status codes that a server gives while it is busy, starting or broken (529 is "overloaded"). */
const TRANSIENT: readonly number[] = [408, 409, 425, 429, 500, 502, 503, 504, 529];

const ADVICE: Readonly<Record<number, string>> = {
  401: 'it wants a key, or another one: set apiKey to ${env:NAME} and the variable to the key',
  403: 'the key may not use this model: set apiKey to ${env:NAME} and the variable to another key',
  404: 'check transport.model, and transport.baseUrl, which ends in /v1 as a rule; its /models lists what is served',
};

/** An error message of a server longer than this is cut. */
const LONGEST_QUOTE = 200;

/**
 * The text that an OpenAI-compatible server replied with, to `/completions` or to `/chat/completions`.
 * Throws a `ServerFailure` that tells whether asking again may help.
 */
export async function readReply(response: Response): Promise<string> {
  const body = parsed(await response.text());
  if (!response.ok) throw refusalOf(response, body);
  const choices = at(body, 'choices');
  if (!Array.isArray(choices)) {
    throw new ServerFailure('what came back is no completion: is it an OpenAI-compatible server?', {
      isTransient: true,
    });
  }
  if (choices.length !== 1) {
    throw new ServerFailure(`${choices.length} replies came back for one request`, {
      isTransient: true,
    });
  }
  const text = at(choices[0], 'text') ?? at(at(choices[0], 'message'), 'content');
  if (typeof text === 'string') return text;
  throw new ServerFailure(
    `the reply has no text (finish_reason ${String(at(choices[0], 'finish_reason'))}): a model that reasons first may need ` +
      'transport.fields to turn that off',
    { isTransient: false },
  );
}

function refusalOf({ status, headers }: Response, body: unknown): ServerFailure {
  const said = at(at(body, 'error'), 'message') ?? at(body, 'message');
  const quote = typeof said === 'string' ? `: ${said.slice(0, LONGEST_QUOTE)}` : '';
  const advice = ADVICE[status] === undefined ? '' : `; ${ADVICE[status]}`;
  const retryAfter = retryAfterOf(headers.get('retry-after'), Date.now());
  const wait = retryAfter === 0 ? '' : `; it asks to wait ${retryAfter / 1000} s`;
  return new ServerFailure(`HTTP ${status}${quote}${advice}${wait}`, {
    isTransient: TRANSIENT.includes(status),
    retryAfter,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function at(value: unknown, key: string): unknown {
  return (Object(value) as Readonly<Record<string, unknown>>)[key];
}
