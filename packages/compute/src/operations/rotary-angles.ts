/** `[position][pair]` angles of rotary embedding, position · frequency, in radians. */
export function rotaryAngles(positions: Int32Array, frequencies: readonly number[]): Float64Array {
  const pairs = frequencies.length;
  const angles = new Float64Array(positions.length * pairs);
  positions.forEach((position, row) => {
    frequencies.forEach((frequency, pair) => {
      angles[row * pairs + pair] = position * frequency;
    });
  });
  return angles;
}
