import { partwise } from './partwise.ts';

/**
 * One step of Adam in place, of some parameters. `rate` is the learning rate over 1 − β₁^t, `correction` is
 * 1 / √(1 − β₂^t).
 */
export const adam = partwise({
  tensors: { parameter: 'write', gradient: 'read', moment1: 'write', moment2: 'write' },
  common: {},
  sizes: ['size'],
  counted: 'size',
  numbers: {
    ...({ gradientScale: 'f32', beta1: 'f32', beta2: 'f32' } as const),
    ...({ epsilon: 'f32', rate: 'f32', correction: 'f32' } as const),
  },
  each: 'element',
  functions: '',
  work: (part) => `
      let g = gradient${part}[i] * numbers.gradientScale;
      let m = moment1${part}[i] * numbers.beta1 + g * (1 - numbers.beta1);
      let v = moment2${part}[i] * numbers.beta2 + g * g * (1 - numbers.beta2);
      moment1${part}[i] = m;
      moment2${part}[i] = v;
      parameter${part}[i] -= m * numbers.rate / (sqrt(v) * numbers.correction + numbers.epsilon);`,
});
