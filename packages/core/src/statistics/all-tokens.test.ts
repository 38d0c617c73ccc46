import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allTokens } from './all-tokens.ts';

it('gives the numbers of all samples in their order, and leaves the batch as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.double())), (batch) => {
      const before = structuredClone(batch);
      expect(allTokens(batch)).toEqual(batch.flat());
      expect(batch).toEqual(before);
    }),
  );
});
