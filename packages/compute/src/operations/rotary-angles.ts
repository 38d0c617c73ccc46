/** `[position][pair]` angles of rotary embedding, position · base^(−2·pair/headDim), in radians. */
export function rotaryAngles(positions: Int32Array, headDim: number, base: number): Float64Array {
  const pairs = headDim / 2;
  const angles = new Float64Array(positions.length * pairs);
  positions.forEach((position, row) => {
    for (let pair = 0; pair < pairs; pair++) {
      angles[row * pairs + pair] = position * base ** (-pair / pairs);
    }
  });
  return angles;
}
