/**
 * Calls the kernels of an addon with what they may be given and with what they must refuse, drawn at random:
 * `fuzz.ts ADDON SEED ROUNDS`. Meant for the sanitised addon, which ends the process at the first wrong access.
 * Prints how many calls were made and how many were refused; throws at a wrong result.
 */
import { RandomStream } from '@waltz/core';
import { nativeKernels, type NativeKernels, type NativeVariant } from '../addon.ts';
import { kernelCalls, type Parameter } from './kernel-calls.ts';

const [file = '', seed = '1', rounds = '100'] = process.argv.slice(2);

type Numbers = Float32Array | Float64Array | Int32Array;
type Argument = number | Numbers | readonly (number | Numbers)[];

/** What a float may be: some of it is where arithmetic has its edges. */
const STRANGE = [0, -0, 1, -1, 1e-42, -1e-45, 3e38, -3e38, Infinity, -Infinity, NaN];

/** The arguments of a call. Each array ends where its memory ends, so that nothing may be read past it unseen. */
function materialise(
  parameters: readonly Parameter[],
  random: RandomStream,
  strange: boolean,
): Argument[] {
  const atEnd = (length: number): ArrayBuffer => new ArrayBuffer(4 * (length + OFFSET));
  const numbersOf = (parameter: Exclude<Parameter, { readonly kind: 'list' }>) => {
    switch (parameter.kind) {
      case 'size':
      case 'number':
        return parameter.value;
      case 'integers': {
        const array = new Int32Array(atEnd(parameter.values.length), 4 * OFFSET);
        array.set(parameter.values);
        return array;
      }
      case 'scratch':
        return new Float32Array(parameter.length);
      case 'floats':
        return new Float32Array(atEnd(parameter.length), 4 * OFFSET).map(() =>
          strange && random.chance(0.2) ? random.pick(STRANGE) : 2 * random.uniform() - 1,
        );
    }
  };
  return parameters.map((parameter) =>
    parameter.kind === 'list'
      ? parameter.members.map((one) => numbersOf(one))
      : numbersOf(parameter),
  );
}

/** Numbers before each array in its memory: no array starts where a vector would like it to. */
const OFFSET = 3;

/** Throws when a call differs between two kinds of processor by more than rounding. */
function assertSame(
  parameters: readonly Parameter[],
  own: readonly Argument[],
  portable: readonly Argument[],
): void {
  for (const [index, { kind }] of parameters.entries()) {
    const [actual, expected] = [own[index], portable[index]];
    if (kind !== 'floats') continue;
    if (!(actual instanceof Float32Array && expected instanceof Float32Array)) continue;
    const scale = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0.1);
    for (const [at, x] of actual.entries()) {
      const difference = Math.abs(x - (expected[at] ?? NaN));
      // NaN on both sides is agreement: 0 · ∞ comes from the numbers drawn.
      if (Number.isNaN(x) && Number.isNaN(expected[at])) continue;
      if (!(difference <= 2e-5 * scale) && x !== expected[at]) {
        throw new Error(`argument ${index}[${at}] is ${x}, portably ${expected[at] ?? 'nothing'}`);
      }
    }
  }
}

/** The call with one argument spoilt, or null when what was chosen cannot be. */
function spoil(
  parameters: readonly Parameter[],
  given: readonly Argument[],
  random: RandomStream,
): Argument[] | null {
  const index = random.integer(parameters.length);
  const old = given[index];
  const parameter = parameters[index];
  if (parameter === undefined || old === undefined || parameter.kind === 'number') return null;
  const spoilt = isList(old) ? spoiltList(old, random) : random.pick(spoiltOf(old));
  return given.map((argument, at) => (at === index ? spoilt : argument));
}

/** What must not stand in the place of an argument. */
function spoiltOf(old: number | Numbers): readonly (number | Numbers)[] {
  if (typeof old === 'number') return [-1, 0.5, NaN, 2 ** 31, Infinity, new Float32Array(1)];
  return [
    ...(old.length > 0 ? [old.subarray(0, old.length - 1), old.subarray(0, 0)] : []),
    old instanceof Int32Array ? new Float32Array(old.length) : new Int32Array(old.length),
    new Float64Array(old.length),
    1,
  ];
}

/** A list with one member spoilt, with one too many, or with the last one missing. */
function spoiltList(old: readonly (number | Numbers)[], random: RandomStream): Argument {
  const index = random.integer(old.length + 1);
  const member = old[index];
  if (member === undefined) return [...old, new Float32Array(1)];
  if (random.chance(0.2)) return old.slice(0, -1);
  const spoilt = random.pick(spoiltOf(member));
  return old.map((own, at) => (at === index ? spoilt : own));
}

const isList = (argument: Argument): argument is readonly (number | Numbers)[] =>
  Array.isArray(argument);

/** The call with one index changed to what no array holds, or null when it has none. */
function misdirect(given: readonly Argument[], random: RandomStream): Argument[] | null {
  if (!given.some((argument) => argument instanceof Int32Array && argument.length > 0)) return null;
  return given.map((argument) => {
    if (!(argument instanceof Int32Array)) return argument;
    const changed = argument.slice();
    changed[random.integer(changed.length)] = random.pick([-1, -(2 ** 31), 2 ** 31 - 1, 10_000]);
    return changed;
  });
}

type CallOf = (...parameters: readonly Argument[]) => number;

/** Whether a call was refused before the kernel ran. */
function refuses(kernel: CallOf, given: readonly Argument[]): boolean {
  try {
    kernel(...given);
    return false;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return true;
    throw error;
  }
}

const variants = (['portable', 'avx2', 'avx512'] as const).flatMap((variant: NativeVariant) => {
  try {
    return [nativeKernels(variant, file)];
  } catch (error) {
    if (String(error).includes('this processor cannot run')) return [];
    throw error;
  }
});
const portable = variants[0]?.kernels;
if (portable === undefined) throw new Error(`${file} has no portable kernels`);

let [made, refused] = [0, 0];
const names = Object.keys(kernelCalls) as (keyof NativeKernels)[];
for (let round = 0; round < Number(rounds); round++) {
  for (const name of names) {
    const path = ['fuzz', Number(seed), round, name] as const;
    const strange = round % 3 === 0;
    // The same call for each kind of processor, but for the scratch memory that each asks for.
    const drawFor = (kernels: NativeKernels) =>
      kernelCalls[name](RandomStream.of(...path), kernels);
    const valuesOf = (parameters: readonly Parameter[]): Argument[] =>
      materialise(parameters, RandomStream.of(...path, 'values'), strange);
    const expected = valuesOf(drawFor(portable));
    portable[name](...(expected as Float32Array[]));
    for (const { variant, kernels } of variants) {
      const parameters = drawFor(kernels);
      const draw = (): Argument[] => valuesOf(parameters);
      const random = RandomStream.of(...path, variant);
      const kernel = kernels[name] as CallOf;
      const given = draw();
      kernel(...given);
      made += 1;
      try {
        if (!strange) assertSame(parameters, given, expected);
        const spoilt = spoil(parameters, draw(), random);
        if (spoilt !== null) {
          if (!refuses(kernel, spoilt)) throw new Error('takes what it must refuse');
          refused += 1;
        }
      } catch (error) {
        throw new Error(`${name} (${variant}), seed ${seed}, round ${round}: ${String(error)}`, {
          cause: parameters,
        });
      }
      // Some kernels leave such an index out, or say where it is: what counts is that they touch nothing.
      const misdirected = misdirect(draw(), random);
      if (misdirected !== null) refuses(kernel, misdirected);
    }
  }
}
process.stdout.write(
  `${made} calls, ${refused} refused, kinds: ${variants.map(({ variant }) => variant).join(' ')}\n`,
);
