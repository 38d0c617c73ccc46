const PLACEHOLDER = /\$\{env:(?<name>[A-Za-z_][A-Za-z0-9_]*)\}/gu;

/** Replaces the values of secrets by their names. */
export type Redact = (text: string) => string;

/**
 * The secrets of a run: `${env:NAME}` in a config stands for an environment variable. The config keeps the
 * placeholder; its value is put in when a component is created, and is taken out of whatever is written.
 */
export class Secrets {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #known = new Map<string, string>();

  constructor(environment: Readonly<Record<string, string | undefined>> = process.env) {
    this.#environment = environment;
  }

  /** `value` with every placeholder in it replaced. Throws when a variable is not set. */
  resolve<T>(value: T): T;
  resolve(value: unknown): unknown {
    if (typeof value === 'string') {
      return value.replace(PLACEHOLDER, (_, name: string) => this.#read(name));
    }
    if (Array.isArray(value)) {
      const items: readonly unknown[] = value;
      return items.map((item) => this.resolve(item));
    }
    if (typeof value === 'object' && value !== null) {
      const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
      return Object.fromEntries(entries.map(([key, item]) => [key, this.resolve(item)]));
    }
    return value;
  }

  /** `text` with every value that was read so far replaced by its placeholder. */
  readonly redact: Redact = (text) => {
    let redacted = text;
    for (const [name, value] of this.#known) {
      redacted = redacted.replaceAll(value, `\${env:${name}}`);
    }
    return redacted;
  };

  #read(name: string): string {
    const value = this.#environment[name];
    if (value === undefined || value === '') {
      throw new Error(
        `the environment variable ${name} is not set: the config asks for \${env:${name}}`,
      );
    }
    this.#known.set(name, value);
    return value;
  }
}
