/** `[number]` the upper halves of single precision, rounded to the nearest, ties to even; NaN stays NaN. */
export function toBfloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const rounded = new Uint16Array(values.length);
  for (let index = 0; index < bits.length; index++) {
    const whole = bits[index] ?? 0;
    const upper = whole >>> 16;
    const isNaN = (whole & 0x7fff_ffff) > 0x7f80_0000;
    // Of a NaN whose upper bits are all 0, rounding would make an infinity.
    rounded[index] = isNaN ? upper | 0x40 : (whole + 0x7fff + (upper & 1)) >>> 16;
  }
  return rounded;
}
