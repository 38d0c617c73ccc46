import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { describe } from 'vitest';

/** What a browser may be called; `.ci/browser` sets the variable. */
const CANDIDATES = [process.env['WALTZ_BROWSER'], 'chromium', 'chromium-browser', 'google-chrome'];

const found = CANDIDATES.find(
  (name) => name !== undefined && spawnSync(name, ['--version']).status === 0,
);

/** Describes `title` in a real browser; skipped where there is none, with the reason in its name: see `.ci/backend-lanes.mjs`. */
export function describeInBrowser(title: string, suite: (program: string) => void): void {
  const name = `${title} on chromium`;
  if (found !== undefined) describe(name, () => suite(found));
  else describe.skip(`${name} (there is none here: .ci/browser gets one)`, () => suite(''));
}

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** One page of a headless Chromium, driven over the DevTools protocol on pipes: no port and no library is needed. */
export class BrowserPage {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  readonly #heard: string[] = [];
  /** Documents that are loaded, by the browser's own names for them. */
  readonly #loaded = new Set<unknown>();
  #session: string | undefined;
  #sent = 0;
  #unread = '';

  private constructor(child: ChildProcess, profile: string) {
    this.#child = child;
    this.#profile = profile;
    this.#pipe<Readable>(4).on('data', (chunk: Buffer) => this.#receive(chunk.toString()));
  }

  /** Starts `program` with an empty profile and an empty page. */
  static async open(program: string): Promise<BrowserPage> {
    const profile = await mkdtemp(join(tmpdir(), 'waltz-browser-'));
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe'];
    const child = spawn(program, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    const page = new BrowserPage(child, profile);
    const target = await page.send('Target.createTarget', { url: 'about:blank' });
    const attached = await page.send('Target.attachToTarget', {
      targetId: target['targetId'],
      flatten: true,
    });
    page.#session = String(attached['sessionId']);
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page.send(`${domain}.enable`);
    await page.send('Page.setLifecycleEventsEnabled', { enabled: true });
    return page;
  }

  /** Names of the events so far, such as `Runtime.exceptionThrown`. */
  get heard(): readonly string[] {
    return this.#heard;
  }

  /** Sends a command of the protocol; gives its result. Throws when the browser refuses it. */
  async send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#sent;
    const message = { id, method, params, ...(this.#session && { sessionId: this.#session }) };
    const reply = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve));
    this.#pipe<Writable>(3).write(`${JSON.stringify(message)}\0`);
    const { result = {}, error } = await reply;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** Opens a URL, and waits until that very document is loaded: an event of the one before may come late. */
  async visit(url: string): Promise<void> {
    const { loaderId } = await this.send('Page.navigate', { url });
    while (!this.#loaded.has(loaderId)) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** The value of a JavaScript expression in the page. Throws when it throws there. */
  async value(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { readonly value?: unknown }).value;
  }

  /** Presses and releases a key, as its `KeyboardEvent.key` is called. */
  async press(key: string): Promise<void> {
    const text = key.length === 1 ? { text: key } : key === 'Enter' ? { text: '\r' } : {};
    const windowsVirtualKeyCode = key === 'Enter' ? 13 : key === 'Tab' ? 9 : 0;
    const event = { key, ...text, windowsVirtualKeyCode };
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    await ended;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #pipe<Stream>(descriptor: 3 | 4): Stream {
    // Both were asked for as pipes: 3 is written to, 4 is read from.
    return this.#child.stdio[descriptor] as Stream;
  }

  #receive(text: string): void {
    const messages = `${this.#unread}${text}`.split('\0');
    this.#unread = messages.pop() ?? '';
    for (const message of messages) {
      const reply = JSON.parse(message) as Reply;
      if (reply.id !== undefined) {
        this.#waiting.get(reply.id)?.(reply);
        this.#waiting.delete(reply.id);
      } else if (reply.method !== undefined) {
        this.#heard.push(reply.method);
        const { name, loaderId } = reply.params ?? {};
        if (reply.method === 'Page.lifecycleEvent' && name === 'load') this.#loaded.add(loaderId);
      }
    }
  }
}
