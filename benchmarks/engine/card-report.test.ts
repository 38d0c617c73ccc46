import { expect, it } from 'vitest';
import { sharesTable, targets } from './card-report.ts';
import type { Comparison, Measurement } from './comparison.ts';

function comparison(
  work: string,
  seconds: Readonly<Record<string, number | null>>,
  subject = 'smollm2-135m',
): Comparison {
  const measurements = Object.entries(seconds).map(([contender, taken]): Measurement => ({
    contender,
    family: contender.startsWith('cuda') ? 'waltz' : 'peer',
    seconds: taken === null ? [] : [taken],
    peakBytes: null,
    losses: [],
    note: null,
  }));
  return { group: 'model', subject, work, flops: 6e12, tokens: 1, measurements };
}

const training = (seconds: Readonly<Record<string, number | null>>) =>
  comparison('training step, 16 × 256 tokens', seconds);
const sampling = (seconds: Readonly<Record<string, number | null>>) =>
  comparison('sampling, 64 × (64 + 32) tokens', seconds);

it.each([
  [{ cuda: 1.5, 'PyTorch eager, float32': 1 }, '**met**, 1.50 ×'],
  [{ cuda: 1.51, 'PyTorch eager, float32': 1 }, '**missed**, 1.51 ×'],
  [{ cuda: 9, 'cuda-tf32': 1, 'PyTorch eager, float32': 2, 'PyTorch eager, tf32': 1 }, '1.00 ×'],
  [{ cuda: 2, 'PyTorch eager, float32': 2, 'PyTorch eager, tf32': 1 }, '**missed**, 2.00 ×'],
])('of training, the best that keeps float32 counts: %j', (seconds, expected) => {
  expect(targets([training(seconds)])[0]).toContain(expected);
});

it('neither bfloat16 nor a compiled peer decides about training', () => {
  const [line] = targets([
    training({
      cuda: 1,
      'cuda-bfloat16': 0.1,
      'PyTorch eager, tf32': 1,
      'PyTorch eager, bfloat16': 0.1,
      'PyTorch compiled, tf32': 0.1,
    }),
  ]);
  expect(line).toContain('**met**, 1.00 × its time (cuda beside PyTorch eager, tf32)');
});

it('of sampling, generate of transformers is what counts', () => {
  const beside = { 'PyTorch eager, tf32': 0.1, 'transformers generate, tf32': 1 };
  expect(targets([sampling({ cuda: 1, ...beside })])[1]).toContain('**met**, 1.00 ×');
  expect(targets([sampling({ cuda: 1.01, ...beside })])[1]).toContain('**missed**, 1.01 ×');
});

it('what was not measured is neither met nor missed', () => {
  expect(targets([training({ cuda: null, 'PyTorch eager, tf32': 1 })])).toEqual([
    expect.stringMatching(/PyTorch eager: not measured$/),
    expect.stringMatching(/generate: not measured$/),
  ]);
});

it('shares are of the product in the same precision', () => {
  const ceilings = { float32: 60e12, tf32: 400e12, bfloat16: 800e12 };
  const table = sharesTable(
    [
      training({ cuda: 1, 'cuda-bfloat16': 0.1, 'PyTorch eager, tf32': 0.5 }),
      sampling({ cuda: 1 }),
    ],
    ceilings,
  );
  expect(table).toMatch(/\| +cuda \| +6\.00 \| +10\.0% of float32 \|/);
  expect(table).toMatch(/\| +cuda-bfloat16 \| +60\.0 \| +7\.5% of bfloat16 \|/);
  expect(table).toMatch(/\| +PyTorch eager, tf32 \| +12\.0 \| +3\.0% of tf32 \|/);
  expect(table.split('\n')).toHaveLength(5);
});
