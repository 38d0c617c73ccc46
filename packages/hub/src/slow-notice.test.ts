import { expect, it } from 'vitest';
import { slowNotice } from './slow-notice.ts';

it.each([
  [undefined, ['fetching x: 3 MB', 'fetching x: 1.3 GB']],
  [4e9, ['fetching x: 3 MB of 4 GB, 0 %', 'fetching x: 1.3 GB of 4 GB, 31 %']],
])('tells every ten seconds how much there is of %s bytes', (total, lines) => {
  const said: string[] = [];
  let now = 5000;
  const tell = slowNotice(
    'x',
    total,
    (line) => said.push(line),
    () => now,
  );
  for (const [milliseconds, bytes] of [
    [14_999, 1e6],
    [15_000, 3e6],
    [24_999, 5e6],
    [25_000, 1_275_000_000],
  ] as const) {
    now = milliseconds;
    tell(bytes);
  }
  expect(said).toEqual(lines);
});
