import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { BarProgress } from './bar-progress.ts';

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';

/** A terminal that remembers what was written to it. */
class Screen extends Writable {
  readonly isTTY = true;
  readonly columns = 80;
  text = '';

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

describe('BarProgress', () => {
  const screen = new Screen();
  // Of a terminal's stream it uses no more than this.
  const progress = new BarProgress(screen as unknown as NodeJS.WriteStream);
  afterEach(() => progress.stop());

  it('hides the cursor while there is a bar, and writes notices above it', () => {
    const before = process.listenerCount('exit');
    progress.stageStarted({ stage: 'stage-1', steps: 2, step: 0 });
    expect(screen.text).toContain(HIDE_CURSOR);
    expect(screen.text).not.toContain('left');
    progress.notice('half a minute left');
    expect(screen.text).toMatch(/half a minute left\n$/);
    progress.stepFinished({ stage: 'stage-1', step: 2, steps: 2, metrics: {}, seconds: 1 });
    expect(screen.text.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(
      screen.text.lastIndexOf(HIDE_CURSOR),
    );
    expect(process.listenerCount('exit')).toBe(before);
  });

  it('gives the cursor back when the process ends at once, as on a second Ctrl-C', () => {
    progress.evaluationStarted({ name: 'final', prompts: 10 });
    expect(screen.text.lastIndexOf(HIDE_CURSOR)).toBeGreaterThan(
      screen.text.lastIndexOf(SHOW_CURSOR),
    );
    process.listeners('exit').at(-1)?.(130);
    expect(screen.text.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(
      screen.text.lastIndexOf(HIDE_CURSOR),
    );
  });
});
