import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOddServer, type OddServer, type Seen } from '../testing/start-odd-server.ts';
import type { ModelRequest } from '../transport/language-model.ts';
import { openServer } from './open-server.ts';
import type { ServerOptions } from './server-options.ts';

let server: OddServer;
beforeAll(async () => {
  server = await startOddServer();
});
afterAll(() => server.stop());

const heard: string[] = [];

function open(options: Partial<ServerOptions> = {}) {
  return openServer(
    {
      baseUrl: server.url,
      model: 'judge',
      apiKey: null,
      concurrency: 4,
      attempts: 3,
      timeout: 5,
      fields: {},
      ...options,
    },
    (message) => heard.push(message),
    { first: 1, longest: 1500 },
  );
}

async function closedPort(): Promise<number> {
  const once = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => once.on('listening', resolve));
  const { port } = once.address() as AddressInfo;
  await new Promise((resolve) => once.close(resolve));
  return port;
}

const raw = (prompt: string): ModelRequest => ({ prompt, maxTokens: 7 });

async function requestsOf(prompt: string): Promise<Seen['requests']> {
  return (await server.seen()).requests.filter(({ body }) => body['prompt'] === prompt);
}

describe('a request', () => {
  it('of raw text goes to /completions, greedily and without a key', async () => {
    expect(await open().reply(raw('say yes\nno'))).toBe('yes\nno');
    expect(await requestsOf('say yes\nno')).toEqual([
      {
        path: '/v1/completions',
        authorization: null,
        body: { model: 'judge', prompt: 'say yes\nno', max_tokens: 7, temperature: 0 },
      },
    ]);
  });

  it('of a chat goes to /chat/completions, with the key and the fields of the experiment', async () => {
    const model = open({
      baseUrl: `${server.url}/`,
      apiKey: 'key-of-a-test',
      fields: { seed: 1, max_tokens: null, nested: { kept: null } },
    });
    const messages = [
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'say safe' },
    ] as const;
    expect(await model.reply({ messages, maxTokens: 3 })).toBe('safe');
    expect((await server.seen()).requests.at(-1)).toEqual({
      path: '/v1/chat/completions',
      authorization: 'Bearer key-of-a-test',
      body: { model: 'judge', messages, temperature: 0, seed: 1, nested: { kept: null } },
    });
  });

  it('waits while as many as allowed are under way', async () => {
    const model = open({ concurrency: 3 });
    const asked = Array.from({ length: 9 }, (_, index) => `slow ${index}`);
    const replies = await Promise.all(asked.map((prompt) => model.reply(raw(prompt))));
    expect(replies).toEqual(asked.map((_, index) => String(index)));
    expect((await server.seen()).busiest).toBe(3);
  });
});

describe('a failure that may pass', () => {
  it.each([
    'status 429 | say yes',
    'status 500 | status 503 | say yes',
    'cut | say yes',
    'short no | say yes',
    'nonsense | say yes',
    'none | say yes',
    'both no | say yes',
  ])('is asked again: %s', async (prompt) => {
    expect(await open().reply(raw(prompt))).toBe('yes');
    expect(await requestsOf(prompt)).toHaveLength(prompt.split('|').length);
  });

  it('is waited out for as long as the server asks', async () => {
    const started = performance.now();
    expect(await open().reply(raw('status 429 0.3 | say yes'))).toBe('yes');
    expect(performance.now() - started).toBeGreaterThan(290);
  });

  it('is told of once', async () => {
    const model = open({ attempts: 2 });
    heard.length = 0;
    await Promise.all([model.reply(raw('status 500 | say a')), model.reply(raw('cut | say b'))]);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(/^judge at http.*; asking again in 0.001 s$/u);
  });

  it.each([
    ['status 503', /^judge at http.*: HTTP 503: not now \(tried 3 times\)$/u],
    ['cut', /the connection failed \(UND_ERR_SOCKET\): is the server running/u],
    ['nonsense', /is it an OpenAI-compatible server\? \(tried 3 times\)$/u],
    ['both x', /2 replies came back for one request/u],
  ])('that never passes is an error: %s', async (prompt, reason) => {
    await expect(open().reply(raw(`${prompt} `))).rejects.toThrow(reason);
    expect(await requestsOf(`${prompt} `)).toHaveLength(3);
  });

  it('does not wait for ever', async () => {
    await expect(open({ timeout: 0.1, attempts: 2 }).reply(raw('never'))).rejects.toThrow(
      /no answer within 0.1 s \(tried 2 times\)/u,
    );
  });

  it('without anybody there is one too', async () => {
    const model = open({ baseUrl: `http://127.0.0.1:${await closedPort()}`, attempts: 2 });
    await expect(model.reply(raw('x'))).rejects.toThrow(
      /the connection failed \(ECONNREFUSED\): is the server running.*tried 2 times/u,
    );
  });
});

describe('a failure that will not pass', () => {
  it.each([
    ['status 401', /HTTP 401: not now; it wants a key.*\$\{env:NAME\}/u],
    ['status 404', /HTTP 404: not now; check transport.model/u],
    ['status 400', /HTTP 400: not now$/u],
    ['silent', /the reply has no text \(finish_reason stop\)/u],
    ['status 429 3600', /HTTP 429: not now; it asks to wait 3600 s$/u],
  ])('is not asked again: %s', async (prompt, reason) => {
    await expect(open().reply(raw(prompt))).rejects.toThrow(reason);
    expect(await requestsOf(prompt)).toHaveLength(1);
  });
});

it('refuses an address that is none, as from an environment variable', () => {
  expect(() => open({ baseUrl: 'localhost' })).toThrow(
    'transport.baseUrl must be an address such as',
  );
});
