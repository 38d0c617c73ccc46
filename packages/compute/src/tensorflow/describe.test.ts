import { expect, it } from 'vitest';
import { whyNotOn } from './describe.ts';

const hopper = { name: 'H100', memory: '80 GiB', driver: '535.1', computeCapability: 9 };
const ampere = { name: 'A100', memory: '40 GiB', driver: '535.1', computeCapability: 8 };
const log = `2026-01-01 00:00:00.1: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.
2026-01-01 00:00:00.2: W tensorflow/core/common_runtime/gpu/gpu_device.cc:2251] Cannot dlopen some GPU libraries.
`;

it.each([
  [hopper, { version: '2.16.2', gpu: true, log }, null],
  [ampere, { version: '2.9.1', gpu: true, log }, null],
  [hopper, { version: '2.9.1', gpu: true, log }, /2\.9\.1 is older than H100.*--install/],
  [ampere, { version: '2.16.2', gpu: false, log }, /cannot use A100.*: Cannot dlopen some GPU/],
  [ampere, { version: '2.16.2', gpu: false, log: '' }, /cannot use A100 \(driver 535\.1\)$/],
])('whether TensorFlow runs on a card: %j, %j', (card, report, refusal) => {
  const told = whyNotOn(card, report);
  if (refusal === null) expect(told).toBeNull();
  else expect(told).toMatch(refusal);
});
