import convict from 'convict';
import { didYouMean } from './nearest.ts';
import type { OptionSchema } from './shape.ts';

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  regexp: 'a regular expression',
  int: 'a whole number',
  integer: 'a whole number',
  nat: '0, 1, 2, 3 or more',
  port: 'a port number between 0 and 65535',
  '*': 'anything',
};

const CONSTRUCTORS: readonly unknown[] = [String, Number, Boolean, Array, Object, RegExp];

/** What `option` accepts, in words, for example `one of wasm, cpu` or `a number`. */
export function describeFormat(option: OptionSchema): string {
  return option.nullable === true ? `${formatWords(option)}, or null` : formatWords(option);
}

function formatWords({ format, default: initial }: OptionSchema): string {
  if (Array.isArray(format)) return `one of ${format.map(String).join(', ')}`;
  if (isOwnFormat(format)) return messageOfFormat(format);
  if (typeof format === 'function') return WORDS[format.name.toLowerCase()] ?? format.name;
  if (typeof format === 'string') return WORDS[format.toLowerCase()] ?? format;
  return WORDS[Array.isArray(initial) ? 'array' : typeof initial] ?? typeof initial;
}

/** Whether a format is a function that checks, rather than one of JavaScript's constructors. */
function isOwnFormat(format: OptionSchema['format']): format is (value: unknown) => void {
  return typeof format === 'function' && !CONSTRUCTORS.some((known) => known === format);
}

/** A format function says what it wants when it is given what nobody can want. */
function messageOfFormat(format: (value: unknown) => void): string {
  try {
    format(undefined);
    return format.name;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^must be /, '') : format.name;
  }
}

/** Shows a value on one line, shortened. */
export function show(value: unknown): string {
  const text = isUnfinite(value) || value === undefined ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Why convict refuses `value` for `option`: what is allowed, and what was given. Null when it accepts it. */
export function refusalOf(option: OptionSchema, value: unknown): string | null {
  const reason = refusalByConvict(option, value) ?? (isUnfinite(value) ? 'must be finite' : null);
  if (reason === null) return null;
  const shown =
    option.sensitive === true ? 'another value (not shown: it is a secret)' : show(value);
  const near =
    Array.isArray(option.format) && typeof value === 'string'
      ? didYouMean(value, option.format.map(String))
      : '';
  return `${reason}, not ${shown}.${near}`;
}

function isUnfinite(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

function refusalByConvict(option: OptionSchema, value: unknown): string | null {
  const allowed = `must be ${describeFormat(option)}`;
  try {
    // Convict turns text into the type of the default when a format is a function; the value as default keeps it.
    const kept = option.format === undefined ? option : { ...option, default: value };
    const config = convict({ value: kept }, { args: [], env: {} });
    config.set('value', value);
    config.validate({ allowed: 'strict' });
    // It also turns text into numbers and booleans, even "maybe" into true: YAML has types of its own.
    const turned: unknown = config.get('value');
    return typeof value === 'string' && typeof turned !== 'string' ? allowed : null;
  } catch (error) {
    return isOwnFormat(option.format) ? messageByConvict(error, allowed) : allowed;
  }
}

/** Convict writes `value: <message>: value was <json>`; the message is the format's own. */
function messageByConvict(error: unknown, allowed: string): string {
  const text = error instanceof Error ? error.message : '';
  const message = /^value: (?<message>must .*?)(?:: value was .*)?$/su.exec(text)?.groups?.[
    'message'
  ];
  return message ?? allowed;
}
