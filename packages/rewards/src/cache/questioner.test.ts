import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openServer } from '../server/open-server.ts';
import type { ModelRequest } from '../transport/language-model.ts';
import { startOddServer, type OddServer } from '../testing/start-odd-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { questioner } from './questioner.ts';
import { ReplyCache } from './reply-cache.ts';

let server: OddServer;
beforeAll(async () => {
  server = await startOddServer();
});
afterAll(() => server.stop());

const heard: string[] = [];
const notice = (message: string) => heard.push(message);

/** A questioner as a run would make it: a new one each time, on the same folder. */
function ask(folder: string | null, model = 'judge', read = (reply: string) => reply) {
  heard.length = 0;
  const opened = openServer(
    {
      baseUrl: server.url,
      model,
      apiKey: null,
      concurrency: 4,
      attempts: 1,
      timeout: 5,
      fields: {},
    },
    notice,
  );
  return questioner(opened, folder === null ? null : new ReplyCache(folder, notice), read);
}

const raw = (prompt: string): ModelRequest => ({ prompt, maxTokens: 4 });

async function countOf(prompt: string): Promise<number> {
  return (await server.seen()).requests.filter(({ body }) => body['prompt'] === prompt).length;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

it('asks nothing twice, in one run or in another', async () => {
  const folder = temporaryFolder();
  const first = ask(folder);
  expect(await Promise.all([first(raw('say a')), first(raw('say a'))])).toEqual(['a', 'a']);
  expect(await ask(folder)(raw('say a'))).toBe('a');
  expect(await countOf('say a')).toBe(1);
  expect(heard).toEqual([]);
});

it('asks again for another model, another text or another length', async () => {
  const folder = temporaryFolder();
  await ask(folder)(raw('say b'));
  await ask(folder, 'another')(raw('say b'));
  await ask(folder)({ ...raw('say b'), maxTokens: 5 });
  await ask(folder)({ messages: [{ role: 'user', content: 'say b' }], maxTokens: 4 });
  await ask(folder)(raw('say B'));
  expect(filesIn(folder)).toHaveLength(5);
});

it('keeps the reply and nothing of what was asked', async () => {
  const folder = temporaryFolder();
  await ask(folder)(raw('say plain'));
  const [file = ''] = filesIn(folder);
  expect(file).toMatch(/\/[0-9a-f]{2}\/[0-9a-f]{62}\.json$/u);
  expect(readFileSync(file, 'utf8')).toBe('{"reply":"plain"}\n');
});

it.each(['', '{"reply":"tr', '{}', 'null', '{"reply":1}'])(
  'passes over a broken entry, says so, and mends it: %j',
  async (content) => {
    const folder = temporaryFolder();
    await ask(folder)(raw('say c'));
    const [file = ''] = filesIn(folder);
    writeFileSync(file, content);
    expect(await ask(folder)(raw('say c'))).toBe('c');
    expect(heard).toEqual([
      `cache of judges' replies: ${file} is broken and is passed over: its reply is asked for again`,
    ]);
    expect(readFileSync(file, 'utf8')).toBe('{"reply":"c"}\n');
  },
);

it('keeps no failure, and no reply that cannot be read', async () => {
  const folder = temporaryFolder();
  await expect(ask(folder)(raw('status 400'))).rejects.toThrow('HTTP 400');
  const unreadable = ask(folder, 'judge', () => {
    throw new Error('neither yes nor no');
  });
  await expect(unreadable(raw('say d'))).rejects.toThrow('neither yes nor no');
  expect(filesIn(folder)).toEqual([]);
});

it('asks again where a kept reply can be read no longer', async () => {
  const folder = temporaryFolder();
  await ask(folder)(raw('say e | say E'));
  const strict = ask(folder, 'judge', (reply) => {
    if (reply !== 'E') throw new Error('unknown');
    return reply;
  });
  expect(await strict(raw('say e | say E'))).toBe('E');
  expect(await ask(folder)(raw('say e | say E'))).toBe('E');
});

it('goes on, and says so once, where nothing can be kept', async () => {
  const folder = join(temporaryFolder(), 'file');
  writeFileSync(folder, '');
  const asking = ask(folder);
  expect(await asking(raw('say f'))).toBe('f');
  expect(await asking(raw('say g'))).toBe('g');
  expect(heard.filter((message) => message.includes('replies are not kept'))).toHaveLength(1);
});

it('keeps nothing where no folder is named', async () => {
  await ask(null)(raw('say h'));
  await ask(null)(raw('say h'));
  expect(await countOf('say h')).toBe(2);
  expect(existsSync('runs/.replies')).toBe(false);
});
