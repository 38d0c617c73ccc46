// A hub that misbehaves on purpose. Prints its address when it listens.
// Datasets: each repository of the owner `test` misbehaves in a way of its own, and holds one file.
// Models: for each NAME=FOLDER of the command line there is OWNER/NAME, which holds that folder; each owner misbehaves in a
// way of its own. The commit follows from the content: whoever changes the folder has moved `main`.
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { hashOf, readModel } from './model-folder.mjs';

const CONTENT = 'prompt\nSay boo\n';
const folders = new Map(process.argv.slice(2).map((word) => word.split('=')));
/** Requests that were made for each path. */
const requests = new Map();
/** Every answer with content: of which path, to which range, and how many bytes of it were sent. */
const log = [];

/** How content is sent, by the repository of a dataset or the owner of a model. */
const answers = {
  open: (request, response, content) => sendRange(request, response, content),
  /** To those with the right token alone. */
  gated: ({ headers }, response, content) => {
    if (headers.authorization === 'Bearer good') return response.end(content);
    const status = headers.authorization === undefined ? 401 : 403;
    response.writeHead(status, { 'x-error-code': 'GatedRepo' }).end();
  },
  missing: (_, response) => response.writeHead(404).end('no entry'),
  broken: (_, response) => response.writeHead(500).end('trouble'),
  busy: (_, response, content, count) =>
    count === 1 ? response.writeHead(429).end() : response.end(content),
  /** Promises more than it sends. */
  cut: (_, response, content) => cut(response, content),
  'cut-once': (_, response, content, count) =>
    count === 1 ? cut(response, content) : response.end(content),
  /** Breaks off after 2000 bytes each time, and goes on where it is asked to. */
  'cut-often': (request, response, content) =>
    sendRange(request, response, content, { limit: 2000 }),
  /** Sends half and then nothing more, the first time. */
  stuck: (request, response, content, count) =>
    sendRange(request, response, content, { limit: half(content, count), stops: true }),
  /** Sends 100 bytes each hundredth of a second. */
  paced: (request, response, content) => sendRange(request, response, content, { step: 100 }),
  /** Breaks off half-way the first time, and knows no ranges. */
  'no-ranges': (request, response, content, count) =>
    sendRange({ url: request.url, headers: {} }, response, content, {
      limit: half(content, count),
    }),
  /** Breaks off half-way, and refuses to go on. */
  'refuses-ranges': (request, response, content, count) =>
    request.headers.range === undefined
      ? sendRange(request, response, content, { limit: half(content, count) })
      : response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end(),
  /** Breaks off half-way, and goes on from a place of its own choice. */
  'mistakes-ranges': (request, response, content, count) => {
    const headers = request.headers.range ? { range: 'bytes=1-' } : {};
    return sendRange({ url: request.url, headers }, response, content, {
      limit: half(content, count),
    });
  },
  /** Breaks off half-way, and has other content by the next time. */
  renewed: (request, response, content, count) =>
    count === 1
      ? sendRange(request, response, Buffer.from(content).fill('-'), { limit: half(content, 1) })
      : sendRange(request, response, content),
  /** Breaks off half-way, and tells its content by nothing. */
  nameless: (request, response, content, count) =>
    sendRange(request, response, content, { limit: half(content, count), etag: null }),
  /** Breaks off half-way, and says that its content may differ by some bytes. */
  weak: (request, response, content, count) =>
    sendRange(request, response, content, { limit: half(content, count), etag: 'W/"1"' }),
  /** Ends early, without having said how much it would send. */
  short: (_, response, content) => {
    response.write(content.subarray(0, content.length / 2));
    response.end();
  },
  other: (_, response, content) => response.end(String(content).replaceAll('o', 'O')),
  changing: (_, response, __, count) => response.end(`prompt\nSay boo ${count} times\n`),
  /** Sends on to another host, which must not be told the token. */
  moved: (_, response, content) => sendOn(response, content),
  slow: async (_, response, content) => {
    for (const byte of content) {
      response.write(Buffer.of(byte));
      await pause(1);
    }
    response.end();
  },
  /** Says that its files are larger than any disk. */
  huge: (_, response, content) => response.end(content),
};

/** For who breaks off half-way, the first time. */
function half(content, count) {
  return count === 1 ? Math.floor(content.length / 2) : Infinity;
}

/**
 * Sends what is asked for, `step` bytes at a time and at most `limit` bytes of it; then it breaks off, or stops where it is.
 * An etag follows from the content unless one is given.
 */
async function sendRange({ url, headers }, response, content, options = {}) {
  const { limit = Infinity, step = Infinity, stops = false } = options;
  const { etag = `"${hashOf('sha1', content)}"` } = options;
  const [range = null, digits] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? [];
  const start = Number(digits ?? 0);
  const total = content.length;
  if (range !== null && start >= total) {
    response.writeHead(416, { 'content-range': `bytes */${total}` }).end();
    return;
  }
  const rest = content.subarray(start);
  const sent = rest.subarray(0, limit);
  const status = range === null ? 200 : 206;
  log.push({ url, range, status, sent: sent.length });
  response.writeHead(status, {
    ...(etag !== null && { etag }),
    'content-length': rest.length,
    ...(range !== null && { 'content-range': `bytes ${start}-${total - 1}/${total}` }),
  });
  for (let from = 0; from < sent.length; from += step) {
    response.write(sent.subarray(from, from + step));
    if (step < Infinity) await pause(10);
  }
  if (sent.length === rest.length) {
    response.end();
    return;
  }
  // What is still on the way would be lost with the connection.
  await pause(100);
  if (!stops) response.destroy();
}

function cut(response, content) {
  response.writeHead(200, { 'content-length': content.length + 1000 });
  response.write(content, () => response.destroy());
}

const stored = new Map();

/** Puts content onto the other host, and gives its address. */
function store(content) {
  const key = `/${stored.size}`;
  stored.set(key, content);
  return `http://localhost:${storage.address().port}${key}`;
}

function sendOn(response, content, headers = {}) {
  const location = store(content);
  response.writeHead(302, { ...headers, location }).end();
}

const storage = createServer((request, response) => {
  const isTold = request.headers.authorization !== undefined;
  if (isTold) response.end('the token has leaked');
  else sendRange(request, response, Buffer.from(stored.get(request.url)));
});

const hub = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://hub');
  const count = (requests.get(request.url) ?? 0) + 1;
  requests.set(request.url, count);
  const send = (behaviour, content) => {
    const answer = answers[behaviour];
    if (answer === undefined) response.writeHead(400).end();
    else answer(request, response, Buffer.from(content), count);
  };
  const sendJson = (value, headers = {}) =>
    response
      .writeHead(200, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(value));
  const fail = (status, code) => response.writeHead(status, { 'x-error-code': code }).end();

  if (pathname === '/log') return sendJson(log);
  const dataset = /^\/datasets\/test\/([^/]+)\/resolve\/v1\/data\/file%201\.csv$/.exec(pathname);
  if (dataset) return send(dataset[1], CONTENT);
  if (pathname === '/api/models') {
    const owner = searchParams.get('author');
    return sendJson([...folders.keys()].map((name) => describe(owner, name, '')));
  }
  const [, api, owner, name, verb, revision, path = ''] =
    /^\/(api\/models\/)?([^/]+)\/([^/]+)\/(revision|tree|resolve)\/([^/]+)(?:\/(.+))?$/.exec(
      pathname,
    ) ?? [];
  if (name === undefined) return send('nowhere', '');
  // As the hub does, so that nobody learns which private repositories there are.
  const isKnown = folders.has(name) && owner in answers;
  if (!isKnown) return fail(request.headers.authorization ? 404 : 401, 'RepoNotFound');
  const { commit, files } = readModel(folders.get(name));
  if (!['main', 'v1', 'refs%2Fpr%2F1', commit].includes(revision))
    return fail(404, 'RevisionNotFound');
  if (api && verb === 'revision') {
    if (owner === 'broken') return send(owner, '');
    return sendJson(describe(owner, name, commit));
  }
  if (api) return sendTree(sendJson, request.url, files, owner);
  const file = files.find((one) => one.path === decodeURIComponent(path));
  if (file === undefined) return fail(404, 'EntryNotFound');
  if (file.lfs === undefined || owner !== 'open') return send(owner, file.content);
  sendOn(response, file.content, {
    'x-repo-commit': commit,
    'x-linked-etag': `"${file.lfs.oid}"`,
    'x-linked-size': file.size,
  });
});

function describe(owner, name, sha) {
  const lastModified = '2026-01-01T00:00:00.000Z';
  return { _id: '1', id: `${owner}/${name}`, sha, lastModified, private: false, gated: false };
}

/** Two files a page; where the owner has moved, what follows the first page is on the other host. */
function sendTree(sendJson, url, files, owner) {
  const { pathname, searchParams } = new URL(url, 'http://hub');
  const start = Number(searchParams.get('cursor') ?? 0);
  const entries = files.map(({ content, ...entry }) => ({
    ...entry,
    size: owner === 'huge' ? 1e18 : content.length,
  }));
  const rest = entries.slice(start + 2);
  const next =
    owner === 'moved'
      ? store(JSON.stringify(rest))
      : `http://127.0.0.1:${hub.address().port}${pathname}?cursor=${start + 2}`;
  sendJson(
    entries.slice(start, start + 2),
    rest.length > 0 ? { link: `<${next}>; rel="next"` } : {},
  );
}

storage.listen(0, () => {
  hub.listen(0, '127.0.0.1', () =>
    process.stdout.write(`http://127.0.0.1:${hub.address().port}\n`),
  );
});
