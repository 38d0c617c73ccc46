import { expect, it } from 'vitest';
import {
  deviceFailureIn,
  LostDevice,
  OutOfDeviceMemory,
  type DeviceMemory,
} from './device-failure.ts';

const GIBIBYTE = 2 ** 30;

it.each<[DeviceMemory, string, string]>([
  [
    { asked: 3 * GIBIBYTE, free: 0.5 * GIBIBYTE, total: 79.1 * GIBIBYTE },
    'cuMemAlloc failed',
    'H100 is out of memory: 3.0 GiB was asked for, and 512.0 MiB of 79.1 GiB is free (cuMemAlloc failed). ',
  ],
  [
    { asked: GIBIBYTE, free: 0, total: null },
    '',
    'H100 is out of memory: 1.0 GiB was asked for, and 0.0 MiB is free. ',
  ],
  [
    { asked: 2 ** 20, free: null, total: GIBIBYTE },
    '',
    'H100 is out of memory: 1.0 MiB was asked for of 1.0 GiB. ',
  ],
  [
    { asked: null, free: null, total: null },
    ' the driver said no\n',
    'H100 is out of memory: more was asked for than there is (the driver said no). ',
  ],
])('says of %j what is known, and what needs less', (memory, detail, told) => {
  const { message } = new OutOfDeviceMemory('H100', memory, detail);
  expect(message.startsWith(told), message).toBe(true);
  expect(message).toMatch(
    /engine\.microBatchTokens.*engine\.gradientCheckpointing=true.*engine\.sampleBatch/,
  );
});

it('finds a failure of a device among causes, and nothing where there is none', () => {
  const lost = new LostDevice('H100', 'CUDA_ERROR_ILLEGAL_ADDRESS\n');
  expect(lost.message).toContain(
    'H100 failed, and nothing that it computed since is used: CUDA_ERROR_ILLEGAL_ADDRESS. ',
  );
  expect(deviceFailureIn(lost)).toBe(lost);
  const wrapped = new Error('the protocol threw', { cause: new Error('so', { cause: lost }) });
  expect(deviceFailureIn(wrapped)).toBe(lost);
  expect(deviceFailureIn(new Error('else', { cause: 'H100' }))).toBeNull();
  expect(deviceFailureIn('H100 was lost')).toBeNull();
});
