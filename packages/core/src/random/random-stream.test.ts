import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveSeed, RandomStream, type StreamPath } from './random-stream.ts';

describe('a stream', () => {
  const paths: readonly StreamPath[] = [
    ...[[], [1], ['1'], [1, 'stage-2', 'feedback', 3], ['a', 'b'], ['a,b'], ['ä']],
    ...Array.from({ length: 200 }, (_, step) => [7, 'step', step]),
  ];

  it('is seeded by the first four bytes of SHA-256 over its path, the lowest first', () => {
    for (const path of paths) {
      const digest = createHash('sha256').update(JSON.stringify(path)).digest();
      expect(deriveSeed(path)).toBe(digest.readUInt32LE(0));
    }
  });

  it('is another one at another path', () => {
    const firsts = paths.map((path) => RandomStream.of(...path).uniform());
    expect(new Set(firsts).size).toBe(paths.length);
    expect(firsts.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(paths.map((path) => RandomStream.of(...path).uniform())).toEqual(firsts);
  });
});
