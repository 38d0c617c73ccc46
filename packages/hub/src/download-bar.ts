import { fileSize } from '@waltz/core';
import bars, { type GenericFormatter, type SingleBar } from 'cli-progress';
import type { DownloadDisplay, ShownDownload } from './download-display.ts';
import { Pace } from './pace.ts';

/** Progress for a terminal: one bar for the file that is being fetched, drawn as the bar of a run is. */
export class DownloadBar implements DownloadDisplay {
  readonly #bar: SingleBar;
  readonly #stopOnExit = (): void => this.stop();

  constructor({ name, held, total }: ShownDownload, stream: NodeJS.WriteStream) {
    const pace = new Pace(held);
    const formatter: GenericFormatter = (options, params, payload) => {
      const { value: bytes } = params;
      const size =
        total === undefined ? fileSize(bytes) : `{bar} ${fileSize(bytes)}/${fileSize(total)}`;
      const format = `fetching ${name} ${size}  ${pace.describe(bytes, total)}`;
      return bars.Format.Formatter({ ...options, format }, params, payload);
    };
    const options = { stream, barsize: 24, hideCursor: true, clearOnComplete: true };
    this.#bar = new bars.SingleBar({ ...options, format: formatter }, bars.Presets.shades_classic);
    this.#bar.start(total ?? 0, held);
    process.once('exit', this.#stopOnExit);
  }

  advance(bytes: number): void {
    this.#bar.update(bytes);
  }

  /** Takes the bar away and gives the cursor back; the end of the process does so too. */
  stop(): void {
    this.#bar.stop();
    process.off('exit', this.#stopOnExit);
  }
}
