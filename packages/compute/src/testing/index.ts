export { forwarded } from '../cuda/forwarded-kernels.ts';
export * from './describe-on.ts';
export * from './relative-error.ts';
