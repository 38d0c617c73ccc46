import { expect, it } from 'vitest';
import type { Contender } from './contender.ts';
import { Sparing } from './sparing.ts';
import { calibration } from './tasks.ts';

const measured = (contender: string, rate: number) =>
  ({
    contender,
    family: 'waltz',
    seconds: [(calibration.flops ?? 0) / rate],
    peakBytes: 1,
    losses: [],
    note: null,
  }) as const;
const sparing = new Sparing({
  ...calibration,
  measurements: [measured('native', 100e9), measured('cpu', 1e9)],
});
const contender = (name: string, family: Contender['family'] = 'waltz'): Contender => ({
  name,
  family,
  measures: [],
  command: ['none'],
});

it('spares what the arithmetic says takes too long, and says so', () => {
  const { sparing: reasonOf } = sparing.ofLongWork({ ...calibration, flops: 60e9 });
  expect(reasonOf?.(contender('native, 2 workers'))).toBeNull();
  expect(reasonOf?.(contender('cpu, 2 workers'))).toBe(
    'spared: at 1.0 GF/s the arithmetic says 60 s',
  );
  expect(reasonOf?.(contender('PyTorch', 'peer'))).toBeNull();
});

it('spares the slow, whatever the work', () => {
  const { sparing: reasonOf } = sparing.ofSlow({ ...calibration, flops: null });
  expect(reasonOf?.(contender('native'))).toBeNull();
  expect(reasonOf?.(contender('cpu'))).toBe('spared: has 1.0 GF/s only');
});
