export * from './describe-on.ts';
export * from './relative-error.ts';
