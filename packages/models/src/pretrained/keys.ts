/** The keys of a model's configuration. What it refuses, it refuses by name. */
export class Keys {
  readonly #path: string;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #prefix: string;

  /** `path` and `prefix` are for messages. Throws when `values` is not an object. */
  constructor(path: string, values: unknown, prefix = '') {
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      throw new Error(`${path}: ${prefix.slice(0, -1) || 'it'} must be an object`);
    }
    this.#path = path;
    this.#values = values as Record<string, unknown>;
    this.#prefix = prefix;
  }

  /** Whether there is a value, null being none. */
  has(key: string): boolean {
    return (this.#values[key] ?? null) !== null;
  }

  get(key: string): unknown {
    return this.#values[key] ?? null;
  }

  /** The keys of the object at `key`; of an empty one where there is none. */
  below(key: string): Keys {
    return new Keys(this.#path, this.get(key) ?? {}, `${this.#prefix}${key}.`);
  }

  /** A whole number from 1. */
  count(key: string, fallback?: number): number {
    const value = this.get(key) ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
    return this.refuse(key, 'a whole number from 1');
  }

  /** A number above 0. */
  positive(key: string, fallback?: number): number {
    const value = this.get(key) ?? fallback;
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
    return this.refuse(key, 'a number above 0');
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.get(key) ?? fallback;
    return typeof value === 'boolean' ? value : this.refuse(key, 'true or false');
  }

  /** One of `allowed`. */
  choice<Choice extends string>(
    key: string,
    allowed: readonly Choice[],
    fallback?: Choice,
  ): Choice {
    const value = this.get(key) ?? fallback;
    const choice = allowed.find((each) => each === value);
    return choice ?? this.refuse(key, allowed.join(', '));
  }

  /** Throws where a key has another value than this. */
  expect(key: string, only: boolean | string | number | null): void {
    if ((this.get(key) ?? only) !== only) this.refuse(key, JSON.stringify(only));
  }

  /** Throws what was given at `key`, and what would have been allowed. */
  refuse(key: string, allowed: string): never {
    const given = this.has(key) ? JSON.stringify(this.get(key)) : 'missing';
    throw new Error(
      `${this.#path}: ${this.#prefix}${key} is ${given}; what is known here: ${allowed}`,
    );
  }
}
