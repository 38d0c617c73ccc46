import type { RandomStream } from '../../random/random-stream.ts';

/** A draw from the standard normal distribution (Box & Muller, 1958). */
export function standardNormal(stream: RandomStream): number {
  const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform()));
  return radius * Math.cos(2 * Math.PI * stream.uniform());
}
