import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { explainFailure } from '../run/file-failure.ts';

/** A file that only grows, except when a run goes back to a checkpoint. */
export class AppendLog {
  readonly #path: string;
  readonly #file: FileHandle;
  #length: number;

  private constructor(path: string, file: FileHandle, length: number) {
    this.#path = path;
    this.#file = file;
    this.#length = length;
  }

  /**
   * Opens the file at `path`, made with its folder when missing, to write behind what it holds.
   * Throws a `FileFailure` when that is not allowed.
   */
  static async open(path: string): Promise<AppendLog> {
    return explainFailure(path, async () => {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'a');
      const { size } = await file.stat();
      return new AppendLog(path, file, size);
    });
  }

  /** Bytes in the file. */
  get length(): number {
    return this.#length;
  }

  /** Throws a `FileFailure` when the disk is full. */
  async append(content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    await explainFailure(this.#path, () => this.#file.appendFile(bytes));
    this.#length += bytes.length;
  }

  /** Makes what was appended outlast a power cut. */
  async flush(): Promise<void> {
    await explainFailure(this.#path, () => this.#file.datasync());
  }

  /** Drops everything behind the first `length` bytes. Throws when the file is shorter than that. */
  async cutBack(length: number): Promise<void> {
    if (length > this.#length) {
      throw new Error(`cannot cut ${this.#path} of ${this.#length} bytes back to ${length}`);
    }
    await this.#file.truncate(length);
    this.#length = length;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
