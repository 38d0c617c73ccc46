// A hub of datasets that misbehaves on purpose, each repository in a way of its own. Prints its address when it listens.
import { createServer } from 'node:http';

const CONTENT = 'prompt\nSay boo\n';
/** Requests that were made for each repository. */
const requests = new Map();

const answers = {
  open: (_, response) => response.end(CONTENT),
  /** To those with the right token alone. */
  gated: ({ headers }, response) => {
    if (headers.authorization === 'Bearer good') return response.end(CONTENT);
    response.writeHead(headers.authorization === undefined ? 401 : 403).end();
  },
  missing: (_, response) => response.writeHead(404).end('no entry'),
  broken: (_, response) => response.writeHead(500).end('trouble'),
  busy: (_, response, count) =>
    count === 1 ? response.writeHead(429).end() : response.end(CONTENT),
  /** Promises more than it sends. */
  cut: (_, response) => cut(response),
  'cut-once': (_, response, count) => (count === 1 ? cut(response) : response.end(CONTENT)),
  other: (_, response) => response.end('prompt\nSay moo\n'),
  changing: (_, response, count) => response.end(`prompt\nSay boo ${count} times\n`),
  /** Sends on to another host, which must not be told the token. */
  moved: (_, response) =>
    response.writeHead(302, { location: `http://localhost:${storage.address().port}/` }).end(),
};

function cut(response) {
  response.writeHead(200, { 'content-length': 1000 });
  response.write(CONTENT, () => response.destroy());
}

const storage = createServer((request, response) => {
  const isTold = request.headers.authorization !== undefined;
  response.end(isTold ? 'the token has leaked' : CONTENT);
});
const hub = createServer((request, response) => {
  const [, repository] =
    /^\/datasets\/test\/([^/]+)\/resolve\/v1\/data\/file%201\.csv$/.exec(request.url) ?? [];
  const count = (requests.get(repository) ?? 0) + 1;
  requests.set(repository, count);
  const answer = answers[repository];
  if (answer === undefined) response.writeHead(400).end();
  else answer(request, response, count);
});
storage.listen(0, () => {
  hub.listen(0, '127.0.0.1', () =>
    process.stdout.write(`http://127.0.0.1:${hub.address().port}\n`),
  );
});
