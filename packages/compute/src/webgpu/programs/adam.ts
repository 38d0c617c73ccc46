import { gpuProgram } from '../gpu-program.ts';

/** One step of Adam in place. `rate` is the learning rate over 1 − β₁^t, `correction` is 1 / √(1 − β₂^t). */
export const adam = gpuProgram({
  tensors: { parameter: 'write', gradient: 'read', moment1: 'write', moment2: 'write' },
  numbers: {
    ...{ size: 'u32', gradientScale: 'f32', beta1: 'f32', beta2: 'f32' },
    ...{ epsilon: 'f32', rate: 'f32', correction: 'f32' },
  },
  each: 'element',
  count: ({ size }) => size,
  code: `
    fn work(i: u32) {
      let g = gradient[i] * numbers.gradientScale;
      let m = moment1[i] * numbers.beta1 + g * (1 - numbers.beta1);
      let v = moment2[i] * numbers.beta2 + g * g * (1 - numbers.beta2);
      moment1[i] = m;
      moment2[i] = v;
      parameter[i] -= m * numbers.rate / (sqrt(v) * numbers.correction + numbers.epsilon);
    }`,
});
