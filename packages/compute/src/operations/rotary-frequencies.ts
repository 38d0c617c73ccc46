/**
 * How far each pair of a head turns from one position to the next, in radians: `[pair]` base^(−2·pair/headDim)
 * (Su et al. 2021, section 3.2.2). Models that read longer texts than they were first trained on turn some of them slower.
 */
export function rotaryFrequencies(headDim: number, base: number): readonly number[] {
  const pairs = headDim / 2;
  return Array.from({ length: pairs }, (_, pair) => base ** (-pair / pairs));
}

/** Throws unless there is a frequency for each pair of a head: the kernels read memory by the width of the head. */
export function expectFrequencies(frequencies: readonly number[], headDim: number): void {
  if (2 * frequencies.length !== headDim) {
    throw new RangeError(
      `${frequencies.length} rotary frequencies turn pairs of ${2 * frequencies.length} numbers, ` +
        `but the head dimension is ${headDim}`,
    );
  }
}
