import { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { showDownload } from './show-download.ts';

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';

/** A screen that remembers what was written to it. */
class Screen extends Writable {
  readonly columns = 120;
  readonly isTTY: boolean;
  text = '';

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  /** Of a terminal's stream no more is used than this. */
  get terminal(): NodeJS.WriteStream {
    return this as unknown as NodeJS.WriteStream;
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const unheard = (line: string) => expect.unreachable(line);

describe('a download', () => {
  it('is a bar on a terminal, with bytes, rate and time left, which goes away at its end', async () => {
    const screen = new Screen(true);
    const before = process.listenerCount('exit');
    const download = { name: 'weights', held: 3e6, total: 9e6 };
    const shown = showDownload(download, unheard, screen.terminal);
    expect(screen.text).toMatch(/fetching weights █{8}░{16} 3 MB\/9 MB/u);
    expect(screen.text).not.toContain('left');
    expect(screen.text).toContain(HIDE_CURSOR);
    await pause(200);
    shown.advance(6e6);
    await pause(200);
    expect(screen.text).toMatch(
      /fetching weights █{16}░{8} 6 MB\/9 MB {2}[\d.]+ [kM]B\/s {2}\d+s left/u,
    );
    shown.stop();
    expect(screen.text.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(
      screen.text.lastIndexOf(HIDE_CURSOR),
    );
    expect(process.listenerCount('exit')).toBe(before);
  });

  it('has no bar where nobody says how large it is', async () => {
    const screen = new Screen(true);
    const shown = showDownload({ name: 'x', held: 0, total: undefined }, unheard, screen.terminal);
    await pause(200);
    shown.advance(2e6);
    await pause(200);
    shown.stop();
    expect(screen.text).toMatch(/fetching x 2 MB {2}[\d.]+ MB\/s/u);
    expect(screen.text).not.toMatch(/[█░]/u);
  });

  it('gives the cursor back when the process ends at once', () => {
    const screen = new Screen(true);
    const shown = showDownload({ name: 'x', held: 0, total: 5 }, unheard, screen.terminal);
    process.listeners('exit').at(-1)?.(130);
    expect(screen.text.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(
      screen.text.lastIndexOf(HIDE_CURSOR),
    );
    shown.stop();
  });

  it('is lines elsewhere, and beside another that has the bar', () => {
    const lines: string[] = [];
    const listen = (line: string) => lines.push(line);
    const [pipe, screen] = [new Screen(false), new Screen(true)];
    showDownload({ name: 'piped', held: 0, total: 5 }, listen, pipe.terminal).stop();
    const first = showDownload({ name: 'first', held: 0, total: 5 }, listen, screen.terminal);
    showDownload({ name: 'second', held: 0, total: 5 }, listen, screen.terminal).stop();
    first.stop();
    showDownload({ name: 'third', held: 0, total: 5 }, listen, screen.terminal).stop();
    expect(lines).toEqual(['fetching piped: 5 bytes', 'fetching second: 5 bytes']);
    expect(screen.text).toContain('fetching third');
    expect(pipe.text).toBe('');
  });
});
