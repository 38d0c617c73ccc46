import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { PEERS } from './find-python.ts';

/** What peers/ceilings.py prints. */
interface Ceilings {
  /** Operations a second of a large matrix product, by precision. */
  readonly float32: number;
  readonly tf32: number;
  readonly bfloat16: number;
  /** Bytes a second that a large copy reads and writes. */
  readonly copiedBytes: number;
}

/** What the card was seen to do at most, by PyTorch, as lines of the machine's description. */
export function ceilingsOf(python: string): readonly (readonly [string, string])[] {
  const text = execFileSync(python, [join(PEERS, 'ceilings.py')], { encoding: 'utf8' });
  const { copiedBytes, ...products } = JSON.parse(text.trim()) as Ceilings;
  const rates = Object.entries(products).map(
    ([precision, rate]) => `${precision} ${(rate / 1e12).toFixed(0)} TF/s`,
  );
  return [
    ['large product', rates.join(', ')],
    ['large copy', `${(copiedBytes / 1e12).toFixed(2)} TB/s, read and written`],
  ];
}
