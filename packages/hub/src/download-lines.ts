import { fileSize } from '@waltz/core';
import type { DownloadDisplay, ShownDownload } from './download-display.ts';
import { Pace } from './pace.ts';

/** Milliseconds between two lines about one file. */
const QUIET = 30_000;

/** Progress for logs and pipes: a line when it begins, and one every half minute. `clock` gives milliseconds. */
export class DownloadLines implements DownloadDisplay {
  readonly #download: ShownDownload;
  readonly #print: (line: string) => void;
  readonly #clock: () => number;
  readonly #pace: Pace;
  #last: number;

  constructor(
    download: ShownDownload,
    print: (line: string) => void,
    clock: () => number = () => performance.now(),
  ) {
    const { name, held, total } = download;
    this.#download = download;
    this.#print = print;
    this.#clock = clock;
    this.#pace = new Pace(held, clock);
    this.#last = clock();
    const size = total === undefined ? '' : `: ${fileSize(total)}`;
    print(`fetching ${name}${size}${held > 0 ? `, going on after ${fileSize(held)}` : ''}`);
  }

  advance(bytes: number): void {
    if (this.#clock() - this.#last < QUIET) return;
    this.#last = this.#clock();
    const { name, total } = this.#download;
    const share = total === undefined ? '' : ` of ${fileSize(total)}`;
    this.#print(
      `fetching ${name}: ${fileSize(bytes)}${share}  ${this.#pace.describe(bytes, total)}`,
    );
  }

  /** Lines need no taking down. */
  stop(): void {}
}
