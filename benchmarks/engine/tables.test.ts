import { expect, it } from 'vitest';
import { lossDisagreement, peakRate, type Comparison, type Measurement } from './comparison.ts';
import { contendersTable, operationsTable } from './tables.ts';

function measured(contender: string, family: 'waltz' | 'peer', ...seconds: number[]): Measurement {
  return { contender, family, seconds, peakBytes: 3 * 2 ** 20, losses: [], note: null };
}

const COMPARISON: Comparison = {
  group: 'matmul',
  subject: '8×8×8 nn',
  work: 'one call',
  flops: 2e9,
  tokens: 600,
  measurements: [
    measured('native', 'waltz', 1, 3, 2),
    measured('wasm', 'waltz', 8, 8, 8),
    measured('torch', 'peer', 4, 4, 4),
    measured('slow torch', 'peer', 6, 6, 6),
    { ...measured('webgpu', 'waltz'), peakBytes: null, note: 'no adapter' },
  ],
};

it('shows the ratio to the fastest peer first, then medians, rates and shares', () => {
  const cells = contendersTable(COMPARISON, 4e9)
    .split('\n')
    .map((line) =>
      line
        .slice(2, -2)
        .split('|')
        .map((cell) => cell.trim()),
    );
  expect(cells[0]).toEqual([
    '',
    '× fastest peer',
    'median (min–max)',
    'runs',
    'tokens/s',
    'GF/s',
    'of peak',
    'MiB',
  ]);
  expect(cells[2]).toEqual([
    'native',
    '0.50',
    '2.00 s (1.00 s–3.00 s)',
    '3',
    '300',
    '1.0',
    '25%',
    '3',
  ]);
  expect(cells[4]?.slice(0, 2)).toEqual(['torch', '1.00']);
  expect(cells[6]).toEqual(['webgpu (no adapter)', ...Array<string>(7).fill('–')]);
});

it('compares with our own fastest where there is no peer', () => {
  const ours = { ...COMPARISON, measurements: COMPARISON.measurements.slice(0, 2) };
  expect(contendersTable(ours, null)).toMatch(/× fastest \|.*\n.*\n\| native +\| +1\.00 \|/u);
  expect(contendersTable(ours, null)).toMatch(/\| wasm +\| +4\.00 \|/u);
});

it('has a row for each operation, ratios before rates', () => {
  const [head, , row] = operationsTable([COMPARISON], 'rate').split('\n');
  expect(head).toMatch(/GF\/s +\| Waltz ÷ PyTorch, time \| wasm ÷ native, time \| native \|/u);
  expect(row?.split('|').map((cell) => cell.trim())).toEqual([
    '',
    '8×8×8 nn',
    '0.50',
    '4.00',
    '1.0',
    '0.3',
    '0.5',
    '0.3',
    '–',
    '',
  ]);
});

it('takes the fastest product of all for what the machine can do', () => {
  const slower = { ...COMPARISON, flops: 1e9 };
  expect(peakRate([slower, COMPARISON])).toEqual({
    rate: 1e9,
    contender: 'native',
    subject: '8×8×8 nn',
  });
  expect(peakRate([{ ...COMPARISON, group: 'model' }])).toBeNull();
});

it('says how far first losses are apart', () => {
  const losing = (...losses: number[]) => ({ ...measured('any', 'peer', 1), losses });
  const comparison = { ...COMPARISON, measurements: [losing(8, 4, 2), losing(8, 4.4), losing()] };
  expect(lossDisagreement(comparison, 1)).toBe(0);
  expect(lossDisagreement(comparison, 2)).toBeCloseTo(0.1);
  expect(lossDisagreement({ ...COMPARISON }, 2)).toBeNull();
});
