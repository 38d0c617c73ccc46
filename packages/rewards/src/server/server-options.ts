import { positive, positiveInteger } from '@waltz/core';

/** An OpenAI-compatible server and the model on it that is asked. */
export interface ServerOptions {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: string | null;
  readonly concurrency: number;
  readonly attempts: number;
  /** Seconds. */
  readonly timeout: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

const PLACEHOLDER = /^\$\{env:\w+\}$/u;

/** Convict schema of a transport of type `server`. */
export const SERVER_OPTIONS = {
  baseUrl: {
    doc: 'Address under which /completions and /chat/completions lie.',
    format: address,
    default: null,
  },
  model: { doc: 'Name by which the server knows the model.', format: name, default: null },
  apiKey: {
    doc: 'The key, as the name of an environment variable: ${env:NAME}. Null sends none.',
    format: environmentVariable,
    nullable: true,
    sensitive: true,
    default: null,
  },
  concurrency: {
    doc: 'Requests under way at once.',
    format: positiveInteger,
    default: 8,
  },
  attempts: {
    doc: 'Times that a request is tried in all.',
    format: positiveInteger,
    default: 5,
  },
  timeout: {
    doc: 'Seconds after which an attempt has failed.',
    format: positive,
    default: 60,
  },
  fields: {
    doc: 'More fields of every request, as { chat_template_kwargs: { enable_thinking: false } }; null drops one of ours.',
    format: Object,
    default: {},
  },
};

/** An http address; one from the environment is checked when its value is known. */
function address(value: unknown): void {
  const isAddress = typeof value === 'string' && (value.includes('${env:') || isHttp(value));
  if (!isAddress) throw new Error('must be an address such as http://localhost:8000/v1');
}

/** Whether `text` is an http(s) address without a name and password in it. */
export function isHttp(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/u.test(protocol) && username === '' && password === '';
}

function name(value: unknown): void {
  if (typeof value !== 'string' || value === '') throw new Error('must be the name of a model');
}

/** A key that stood in an experiment would be written into its run folder. */
function environmentVariable(value: unknown): void {
  if (typeof value !== 'string' || !PLACEHOLDER.test(value)) {
    throw new Error(
      'must be ${env:NAME} with the name of the environment variable that holds the key',
    );
  }
}
