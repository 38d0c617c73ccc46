import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { findWheel, indexUrl } from './package-index.ts';

const SHA256 = 'ab'.repeat(32);

const NAMES = [
  'tensorflow_cpu-2.16.2-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  'tensorflow_cpu-2.16.2-cp312-cp312-macosx_10_15_x86_64.whl',
  'tensorflow_cpu-2.16.2-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  'tensorflow_cpu-2.16.20-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
];

const JSON_PAGE = JSON.stringify({
  files: NAMES.map((filename) => ({
    filename,
    url: `../../files/${filename}`,
    hashes: { sha256: SHA256 },
  })),
});

const HTML_PAGE = NAMES.map(
  (name) =>
    `<a data-requires-python="&gt;=3.9" href="../../files/${name}#sha256=${SHA256}">${name}</a>`,
).join('<br/>\n');

let server: Server | undefined;

/** An index that answers every request in the same way, and notes who asks. */
async function indexWith(type: string, page: string, status = 200) {
  const logins: (string | undefined)[] = [];
  server = createServer((request, response) => {
    logins.push(request.headers.authorization);
    response.writeHead(status, { 'content-type': type }).end(page);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, logins };
}

afterEach(() => {
  server?.close();
  vi.unstubAllEnvs();
});

it.each([
  ['application/vnd.pypi.simple.v1+json', JSON_PAGE],
  ['text/html', HTML_PAGE],
])('finds the wheel of this version and machine in %s', async (type, page) => {
  const { host } = await indexWith(type, page);
  const found = await findWheel(`http://${host}/simple`, 'tensorflow-cpu', '2.16.2', 'x64');
  expect(found).toEqual({
    name: NAMES[2],
    url: `http://${host}/files/${NAMES[2] ?? ''}`,
    sha256: SHA256,
  });
});

it('finds a wheel that is for every machine', async () => {
  const page = JSON_PAGE.replaceAll(
    /-cp31\d-cp31\d-[a-z]\w*[a-z0-9_.]*\.whl/g,
    '-py3-none-any.whl',
  );
  const { host } = await indexWith('application/vnd.pypi.simple.v1+json', page);
  const found = await findWheel(`http://${host}/simple`, 'tensorflow-cpu', '2.16.2', 's390x');
  expect(found.name).toBe('tensorflow_cpu-2.16.2-py3-none-any.whl');
});

it('says what it did not find', async () => {
  const { host } = await indexWith('text/html', HTML_PAGE);
  const index = `http://${host}/simple`;
  await expect(findWheel(index, 'tensorflow-cpu', '2.16.2', 'arm64')).rejects.toThrow(
    'has no tensorflow-cpu 2.16.2 for Linux on aarch64',
  );
});

it('takes a name and password out of the address', async () => {
  const { host, logins } = await indexWith('text/html', HTML_PAGE);
  await findWheel(`http://reader:a%40b@${host}`, 'tensorflow-cpu', '2.16.2', 'x64');
  expect(logins).toEqual([`Basic ${Buffer.from('reader:a@b').toString('base64')}`]);
});

it('says who cannot be reached, and why, without a password', async () => {
  const told = findWheel('http://reader:hidden@127.0.0.1:9', 'tensorflow-cpu', '2.16.2', 'x64');
  await expect(told).rejects.toThrow(/^127\.0\.0\.1:9 cannot be reached.*PIP_INDEX_URL/);
  const { host } = await indexWith('text/html', '', 404);
  await expect(findWheel(`http://${host}`, 'tensorflow-cpu', '2.16.2', 'x64')).rejects.toThrow(
    'answers 404 for tensorflow-cpu',
  );
});

it('asks the index that pip is told to ask', async () => {
  vi.stubEnv('PIP_INDEX_URL', 'https://mirror.example/simple/');
  expect(await indexUrl()).toBe('https://mirror.example/simple');
});
