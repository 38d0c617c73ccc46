import { gpuProgram } from '../gpu-program.ts';

/** σ(z), without an exponential that overflows. */
export const LOGISTIC = `
    fn logistic(z: f32) -> f32 {
      let e = exp(-abs(z));
      return select(e, 1, z >= 0) / (1 + e);
    }`;

/** out = gate · σ(gate) · up */
export const swiGlu = gpuProgram({
  tensors: { gate: 'read', up: 'read', out: 'write' },
  numbers: { size: 'u32' },
  each: 'element',
  count: ({ size }) => size,
  code: `${LOGISTIC}
    fn work(i: u32) {
      out[i] = gate[i] * logistic(gate[i]) * up[i];
    }`,
});

/** dgate = dy · up · σ · (1 + z · (1 − σ)); dup = dy · z · σ, with z the gate and σ its logistic. */
export const swiGluGradient = gpuProgram({
  tensors: { gate: 'read', up: 'read', dy: 'read', dgate: 'write', dup: 'write' },
  numbers: { size: 'u32' },
  each: 'element',
  count: ({ size }) => size,
  code: `${LOGISTIC}
    fn work(i: u32) {
      let z = gate[i];
      let s = logistic(z);
      let d = dy[i] * s;
      dgate[i] = d * up[i] * (1 + z * (1 - s));
      dup[i] = d * z;
    }`,
});
