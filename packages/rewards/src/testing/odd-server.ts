import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A program: an OpenAI-compatible server that misbehaves as it is told, in a process of its own. What it is asked says
 * how, attempt by attempt, parted by `|`: "status 429 | cut | say yes" is refused, cut off and then answered with "yes".
 * The last word holds for all further attempts. `GET /seen` gives every request so far, and how many were under way at
 * once. It tells its parent its port.
 */
interface Asked {
  readonly path: string;
  readonly authorization: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const seen: Asked[] = [];
const attempts = new Map<string, number>();
let underWay = 0;
let busiest = 0;

type Behaviour = (response: ServerResponse, words: string, asked: Asked) => void | Promise<void>;

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  say: (response, words, asked) => send(response, completion([words], asked)),
  both: (response, words, asked) => send(response, completion([words, words], asked)),
  none: (response, _, asked) => send(response, completion([], asked)),
  silent: (response, _, asked) => send(response, completion([null], asked)),
  nonsense: (response) => send(response, '<html>busy</html>'),
  slow: async (response, words, asked) => {
    await sleep(100);
    send(response, completion([words], asked));
  },
  never() {},
  cut(response) {
    response.writeHead(200, { 'content-length': 1000 });
    response.write('{"choices": [', () => response.destroy());
  },
  /** Says that less is to come than comes. */
  short(response, words, asked) {
    const whole = completion([words], asked);
    response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-length: ${whole.length - 5}\r\n\r\n${whole}`);
  },
  status(response, words) {
    const [code, wait] = words.split(' ');
    response.writeHead(Number(code), wait === undefined ? {} : { 'retry-after': wait });
    response.end(JSON.stringify({ error: { message: 'not now', type: 'odd' } }));
  },
};

function completion(texts: readonly (string | null)[], { path }: Asked): string {
  const choices = texts.map((said) =>
    path.endsWith('/chat/completions')
      ? { message: { role: 'assistant', content: said }, finish_reason: 'stop' }
      : { text: said, finish_reason: 'stop' },
  );
  return JSON.stringify({ choices });
}

function send(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(body);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/seen') {
    send(response, JSON.stringify({ requests: seen, busiest }));
    return;
  }
  const asked: Asked = {
    path: request.url ?? '',
    authorization: request.headers.authorization ?? null,
    body: JSON.parse(await text(request)) as Asked['body'],
  };
  seen.push(asked);
  const script = scriptOf(asked);
  const attempt = attempts.get(script) ?? 0;
  attempts.set(script, attempt + 1);
  const steps = script.split('|');
  const [, name = '', words = ''] =
    /^(\S*) ?(.*)$/su.exec((steps[attempt] ?? steps.at(-1) ?? '').trim()) ?? [];
  const behave = BEHAVIOURS[name];
  if (behave === undefined) throw new Error(`the odd server knows no "${name}"`);
  await behave(response, words, asked);
}

/** What is asked last, the prompt or the last message of a chat, or what of it stands between `{{` and `}}`. */
function scriptOf({ body }: Asked): string {
  const { prompt, messages } = body as { prompt?: string; messages?: { content: string }[] };
  const asked = prompt ?? messages?.at(-1)?.content ?? '';
  return /\{\{(.*?)\}\}/su.exec(asked)?.[1] ?? asked;
}

const server = createServer((request, response) => {
  busiest = Math.max(busiest, ++underWay);
  response.on('close', () => underWay--);
  void answer(request, response);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
