import { DownloadBar } from './download-bar.ts';
import type { DownloadDisplay, ShownDownload } from './download-display.ts';
import { DownloadLines } from './download-lines.ts';

/** Whether there is a bar: a terminal shows one at a time. */
let isTaken = false;

/** A bar on a terminal, lines to `notice` elsewhere, and for what is fetched beside what has the bar. */
export function showDownload(
  download: ShownDownload,
  notice: (message: string) => void,
  terminal: NodeJS.WriteStream = process.stderr,
): DownloadDisplay {
  if (!terminal.isTTY || isTaken) return new DownloadLines(download, notice);
  isTaken = true;
  const bar = new DownloadBar(download, terminal);
  return {
    advance: (bytes) => bar.advance(bytes),
    stop: () => {
      bar.stop();
      isTaken = false;
    },
  };
}
