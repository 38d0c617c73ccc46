import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { download } from './download.ts';

const CONTENT = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 31) % 251));
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

let server: Server;
let folder: string;
let url: string;
let ranges: (string | undefined)[];
/** Bytes after which the server hangs up, of its first answer only. */
let cutAfter: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waltz-download-'));
  ranges = [];
  cutAfter = Infinity;
  server = createServer(({ headers: { range } }, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const rest = CONTENT.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': rest.length });
    if (ranges.push(range) > 1 || cutAfter === Infinity) response.end(rest);
    else response.write(rest.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 50));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/wheel`;
});

afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const fetched = (sha256 = SHA256) => download({ name: 'a.whl', url, sha256 }, folder, () => {});

it('fetches a file once', async () => {
  expect(await readFile(await fetched())).toEqual(CONTENT);
  await fetched();
  expect(ranges).toEqual([undefined]);
});

it('goes on where the connection broke off', async () => {
  cutAfter = 70_000;
  expect(await readFile(await fetched())).toEqual(CONTENT);
  expect(ranges).toEqual([undefined, 'bytes=70000-']);
});

it('goes on where a killed process stopped', async () => {
  await writeFile(join(folder, 'a.whl.part'), CONTENT.subarray(0, 1234));
  expect(await readFile(await fetched())).toEqual(CONTENT);
  expect(ranges).toEqual(['bytes=1234-']);
});

it('keeps nothing of a file with another checksum', async () => {
  await expect(fetched('0'.repeat(64))).rejects.toThrow('a.whl has not the checksum');
  expect(await readdir(folder)).toEqual([]);
});
