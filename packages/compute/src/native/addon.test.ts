import { RandomStream } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { nativeBackend } from '../backends/backends.ts';
import { describeOn } from '../testing/describe-on.ts';
import { randomValues } from '../testing/on-backend.ts';
import { ABOUT_ONE, relativeError } from '../testing/relative-error.ts';
import { nativeKernels, type NativeVariant } from './addon.ts';
import { compileAddon } from './compile-addon.ts';

const VARIANTS: readonly NativeVariant[] = ['avx512', 'avx2', 'portable'];

/** The kernels of one kind of processor, or null where this one is of another kind. */
function kernelsOf(variant: NativeVariant) {
  try {
    return nativeKernels(variant).kernels;
  } catch {
    return null;
  }
}

describeOn([nativeBackend], 'the addon', () => {
  it.for(VARIANTS)(
    'needs scratch that grows with a sequence as its length, with %s',
    (variant, { skip }) => {
      const kernels = kernelsOf(variant);
      if (kernels === null) return skip(`this processor has no ${variant}`);
      const bytes = (length: number) =>
        kernels.scratch_bytes(length, 64) - kernels.scratch_bytes(0, 64);
      expect(bytes(8192) / bytes(2048)).toBeCloseTo(4, 10);
      // 32 rows of scores twice, and keys or values of one head three times.
      expect(bytes(8192)).toBe(4 * 8192 * (2 * 32 + 3 * 64));
    },
  );

  it.for(VARIANTS)('gives with %s what it gives portably', (variant, { skip }) => {
    const [own, portable] = [kernelsOf(variant), kernelsOf('portable')];
    if (own === null || portable === null) return skip(`this processor has no ${variant}`);
    const random = new RandomStream(1);
    for (let draw = 0; draw < 40; draw++) {
      const [batch, length, heads] = [1 + random.integer(3), 1 + random.integer(70), 2];
      const headDim = 1 + random.integer(36);
      const shape = [batch, length, heads, headDim];
      const [q, k, v] = [0, 1, 2].map(() => randomValues(random, shape).data);
      if (q === undefined || k === undefined || v === undefined) throw new Error();
      const attend = (kernels: typeof own): readonly Float32Array[] => {
        const out = [0, 1, 2, 3].map(() => new Float32Array(q.length));
        const [mixed, dq, dk, dv] = out as [Float32Array, Float32Array, Float32Array, Float32Array];
        const normaliser = new Float32Array(batch * heads * length);
        const scratch = new Float32Array(kernels.scratch_bytes(length, headDim) / 4);
        const sizes = [batch, length, heads, heads, headDim];
        kernels.causal_attention(q, k, v, mixed, normaliser, ...sizes, scratch);
        const forward = [q, k, v, mixed, normaliser, v] as const;
        kernels.causal_attention_gradient(...forward, dq, dk, dv, ...sizes, scratch);
        return [...out, normaliser];
      };
      const expected = attend(portable);
      attend(own).forEach((actual, at) => {
        expect(relativeError(actual, expected[at] ?? [], ABOUT_ONE)).toBeLessThan(1e-5);
      });
    }
  });

  it('refuses to decode past the pages of a sequence, though the angles go on', () => {
    const { decode } = nativeKernels().kernels;
    const floats = new Float32Array(1000);
    const decodeAt = (position: number) => {
      // An id, a position, a sequence, a temperature, a page and a draw.
      const newest = Int32Array.of(0, position, 0, 0, 0, 0);
      const sizes = [1, 1, 0, 1, 1, 1, 2, 0, 1, 1];
      const scratch = new Float32Array(nativeKernels().kernels.scratch_bytes(0, 0) / 4);
      const given = [floats, floats, floats, floats, floats, [], newest] as const;
      return decode(...given, ...sizes, 1e-5, floats, floats, scratch);
    };
    expect(() => decodeAt(15)).not.toThrow();
    expect(() => decodeAt(16)).toThrow('no array 5 can be long enough');
  });

  it('refuses arguments of another number or type', () => {
    const { tanh_of: tanh } = nativeKernels().kernels;
    const x = new Float32Array(3);
    expect(() => tanh(x, x)).toThrow('another number of arguments');
    expect(() => tanh(x, 3, x)).toThrow('each in its place');
  });
});

describe('compileAddon', () => {
  it('leaves no half-built addon when the compiler fails', async () => {
    const before = kernelsOf('portable') !== null;
    await expect(compileAddon('false')).rejects.toThrow();
    expect(kernelsOf('portable') !== null).toBe(before);
  });
});
