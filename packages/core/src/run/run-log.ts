import { appendFileSync } from 'node:fs';
import type { Redact } from '../config/secrets.ts';
import { asFileFailure } from './file-failure.ts';

/** Appends to `log.txt` what a user was told, one line a message, without the values of secrets. */
export class RunLog {
  readonly #path: string;
  readonly #redact: Redact;

  constructor(path: string, redact: Redact) {
    this.#path = path;
    this.#redact = redact;
  }

  /**
   * Written at once: the last lines before a crash are those that matter.
   * Throws a `FileFailure` when the disk is full or closed to this user.
   */
  write(message: string): void {
    const time = new Date().toISOString();
    const line = `${time} ${this.#redact(message).replaceAll('\n', '\n  ')}\n`;
    try {
      appendFileSync(this.#path, line);
    } catch (error) {
      throw asFileFailure(this.#path, error);
    }
  }
}
