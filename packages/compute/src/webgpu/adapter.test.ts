import { expect, it } from 'vitest';
import { webGpuBackend } from '../backends/backends.ts';
import { describeOn } from '../testing/describe-on.ts';
import { memoryOf } from './adapter.ts';

it.each([
  { vendor: 'nvidia', isFallbackAdapter: false, bytes: 80 },
  { vendor: 'nvidia', isFallbackAdapter: true, bytes: null },
  { vendor: 'amd', isFallbackAdapter: false, bytes: null },
])('$vendor, fallback $isFallbackAdapter: a memory of $bytes', ({ bytes, ...info }) => {
  expect(memoryOf(info, () => 80)).toBe(bytes);
});

describeOn([webGpuBackend], 'the adapter', (backend) => {
  it('tells how large a tensor may be, and of memory only where it is a card of NVIDIA', async () => {
    const { reason } = await backend.probe();
    expect(backend.largestTensor?.()).toBeGreaterThanOrEqual(2 ** 27);
    if (reason.includes('in software')) expect(backend.memoryOfItsOwn?.()).toBeNull();
  });
});
