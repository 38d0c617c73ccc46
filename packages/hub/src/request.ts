import { hubEndpoint } from './origin.ts';
import { PassingFailure } from './patience.ts';

/** What is asked of a server, and what its refusals mean. */
export interface Question {
  readonly url: string;
  /** Who asks; nobody in particular where it is empty or left out. */
  readonly token?: string | undefined;
  /** Where the terms of a gated repository are accepted. */
  readonly page: string;
  /** What is not there when the server says so, and what to do. */
  readonly absent: string;
  /** The first byte that is wanted, where it is not the first of all: the answer is then 206, 200 with all of them, or 416. */
  readonly from?: number | undefined;
  /** Whether the bytes have to come as they lie in the file. */
  readonly unpacked?: boolean;
}

/** No answer at all: no network, no such host, nobody who listens. */
export class Unreachable extends Error {}

/** What was asked for does not exist, or not for whoever asks. */
export class Absent extends Error {}

/** The token that the environment gives to whoever asks the Hugging Face hub. */
export function hubToken(): string | undefined {
  return process.env['HF_TOKEN'] || undefined;
}

/**
 * A server's answer, when it is a good one. The token goes to the host of `url` alone and is in no message.
 * Throws `Unreachable`, `Absent`, a `PassingFailure`, or an error that says why the server refuses and what to do.
 */
export async function request(question: Question): Promise<Response> {
  const { token, absent, from } = question;
  const response = await reach(question);
  const url = withoutQuery(question.url);
  if (response.ok || (response.status === 416 && from !== undefined)) return response;
  await response.body?.cancel();
  const { status } = response;
  // The hub answers 401 of what is not there as well, and tells the difference in this header.
  const isAbsent = response.headers.get('x-error-code') === 'RepoNotFound';
  if (status === 404 || isAbsent) {
    const hidden =
      isAbsent && token === undefined ? ', or it is private, and HF_TOKEN has to be set' : '';
    throw new Absent(`${url} is not there (HTTP ${status}): ${absent}${hidden}`);
  }
  if (status === 401 || status === 403) throw new Error(refusal({ ...question, url }, status));
  const message = `${url} answers HTTP ${status}`;
  if (status === 429 || status >= 500)
    throw new PassingFailure(`${message} again and again: try later`);
  throw new Error(message);
}

/** The server's answer. `Authorization` does not follow a redirect to another host: so `fetch` is defined. */
async function reach({ url, token, from, unpacked }: Question): Promise<Response> {
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(unpacked && { 'accept-encoding': 'identity' }),
    ...(from !== undefined && { range: `bytes=${from}-` }),
  };
  try {
    return await fetch(url, { headers });
  } catch (error) {
    throw new Unreachable(
      `${url} cannot be reached (${reasonOf(error)}): is this machine offline?`,
    );
  }
}

function withoutQuery(url: string): string {
  return url.replace(/\?.*$/u, '');
}

function refusal({ url, page, token }: Question, status: number): string {
  return token
    ? `${url} refuses the token in HF_TOKEN (HTTP ${status}): accept the terms at ${page} with the account of that token, ` +
        'which has to be allowed to read gated repositories'
    : `${url} is not open to everybody (HTTP ${status}): accept the terms at ${page}, make a token that may read gated ` +
        `repositories at ${hubEndpoint()}/settings/tokens, and set HF_TOKEN to it`;
}

/** The code of the failure underneath, and never its text: texts may quote headers. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no reason is given';
}
