import { expect, it } from 'vitest';
import { DownloadLines } from './download-lines.ts';

it.each([
  [undefined, 0, ['fetching x', 'fetching x: 3 MB  100 kB/s', 'fetching x: 1.3 GB  21.3 MB/s']],
  [
    4e9,
    1e6,
    [
      'fetching x: 4 GB, going on after 1 MB',
      'fetching x: 3 MB of 4 GB  66.7 kB/s  16h40m left',
      'fetching x: 1.3 GB of 4 GB  21.2 MB/s  2m10s left',
    ],
  ],
])(
  'tells at the start and every half minute how much there is of %s bytes, %s of them before',
  (total, held, lines) => {
    const said: string[] = [];
    let now = 5000;
    const shown = new DownloadLines(
      { name: 'x', total, held },
      (line) => said.push(line),
      () => now,
    );
    for (const [milliseconds, bytes] of [
      [34_999, 2e6],
      [35_000, 3e6],
      [64_999, 5e6],
      [65_000, 1_275_000_000],
    ] as const) {
      now = milliseconds;
      shown.advance(bytes);
    }
    shown.stop();
    expect(said).toEqual(lines);
  },
);
