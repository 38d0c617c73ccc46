import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { PeakRate } from './comparison.ts';
import { PEERS } from './find-python.ts';
import type { Precision } from './precision.ts';

/** What peers/ceilings.py prints. */
interface Ceilings extends Readonly<Record<Precision, number>> {
  /** Bytes a second that a large copy reads and writes. */
  readonly copiedBytes: number;
}

/** What a card was seen to do at most, by PyTorch. */
export interface CardCeilings {
  /** As lines of the machine's description. */
  readonly lines: readonly (readonly [string, string])[];
  /** Operations a second of a large product, by precision. */
  readonly products: Readonly<Record<Precision, number>>;
  /** The rate that work is held against: that of the fastest products that keep float32. */
  readonly peak: PeakRate;
}

/** Measures it. Throws when PyTorch has no card. */
export function ceilingsOf(python: string): CardCeilings {
  const text = execFileSync(python, [join(PEERS, 'ceilings.py')], { encoding: 'utf8' });
  const { copiedBytes, ...products } = JSON.parse(text.trim()) as Ceilings;
  const rates = Object.entries(products).map(
    ([precision, rate]) => `${precision} ${(rate / 1e12).toFixed(0)} TF/s`,
  );
  return {
    lines: [
      ['large product', rates.join(', ')],
      ['large copy', `${(copiedBytes / 1e12).toFixed(2)} TB/s, read and written`],
    ],
    products,
    peak: { rate: products.tf32, contender: 'PyTorch in TF32', subject: '8192×8192×8192' },
  };
}
