import { expect, it } from 'vitest';
import type { CudaLibrary } from './cuda-libraries.ts';
import { whyNotFetchedFor, whyNotOn } from './describe.ts';
import type { NvidiaCard } from './nvidia-cards.ts';
import type { PackageReport } from './try-package.ts';

const card = (name: string, computeCapability: number, driver = '550.54.15'): NvidiaCard => ({
  name,
  memory: '80 GiB',
  driver,
  computeCapability,
});
const hopper = card('H100', 9);
const ampere = card('A100', 8);

const log = `2026-01-01 00:00:00.1: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.
2026-01-01 00:00:00.2: W tensorflow/core/common_runtime/gpu/gpu_device.cc:2251] Cannot dlopen some GPU libraries.
`;
const built = (version: string, gpu: boolean): PackageReport => ({ version, gpu, log });

const library = (
  name: CudaLibrary['name'],
  version: string,
  place: CudaLibrary['place'] = 'ldconfig',
): CudaLibrary => ({ name, version, place, path: `/lib/cuda/${name}.so.${version}` });
const whole = [library('libcudart', '12.3.101'), library('libcudnn', '8.9.7')];

it.each<[string, NvidiaCard, PackageReport, readonly CudaLibrary[], RegExp | null]>([
  ['all is there', hopper, built('2.16.2', true), whole, null],
  ['it uses the card, whatever we find', ampere, built('2.9.1', true), [], null],
  [
    'a card newer than a version',
    hopper,
    built('2.9.1', true),
    [],
    /2\.9\.1 cannot use H100 .*capability 5 to 8\.9, and this card has 9; TensorFlow 2\.16\.2 comes with its CUDA by: npx waltz doctor --install tensorflow-gpu$/,
  ],
  [
    'a card newer than what is fetched',
    card('B200', 10),
    built('2.16.2', true),
    whole,
    /capability 5 to 9, and this card has 10; another .*WALTZ_LIBTENSORFLOW=FOLDER npx waltz doctor --install tensorflow-gpu$/,
  ],
  ['a card newer than that, a TensorFlow too', card('B200', 10), built('2.20.0', true), [], null],
  [
    'a card older than a version',
    card('M40', 5.2),
    built('2.18.1', true),
    [],
    /capability 6 to 9, and this card has 5\.2; TensorFlow 2\.16\.2/,
  ],
  [
    'an old driver',
    card('A100', 8, '470.82.01'),
    built('2.16.2', false),
    whole,
    /\(driver 470\.82\.01\): its CUDA 12 needs driver 525\.60\.13 or later: install one$/,
  ],
  [
    'a driver that is old enough for CUDA 11',
    card('A100', 8, '470.82.01'),
    built('2.9.1', false),
    [library('libcudart', '11.8.89'), library('libcudnn', '8.9.7')],
    /: Cannot dlopen some GPU libraries\.$/,
  ],
  [
    'no CUDA',
    ampere,
    built('2.16.2', false),
    [],
    /needs libcudart\.so\.12, and here is none; it needs libcudnn\.so\.8, and here is none; TensorFlow 2\.16\.2 comes/,
  ],
  [
    'another CUDA',
    ampere,
    built('2.16.2', false),
    [library('libcudart', '13.2.86'), library('libcudart', '11.8'), library('libcudnn', '9.26')],
    /needs libcudart\.so\.12, and here is 13\.2\.86 and 11\.8; it needs libcudnn\.so\.8, and here is 9\.26; /,
  ],
  [
    'CUDA that nobody looks for',
    ampere,
    built('2.16.2', false),
    [library('libcudart', '12.3.101', 'Python'), library('libcudnn', '8.9.7')],
    /libcudart\.so\.12 lies where the loader does not look: add \/lib\/cuda to LD_LIBRARY_PATH; /,
  ],
  [
    'cuDNN of another version than TensorFlow 2.18 needs',
    ampere,
    built('2.18.1', false),
    whole,
    /needs libcudnn\.so\.9, and here is 8\.9\.7; /,
  ],
  [
    'something else',
    ampere,
    built('2.16.2', false),
    whole,
    /cannot use A100 \(driver 550\.54\.15\): Cannot dlopen some GPU libraries\.$/,
  ],
  [
    'something that it does not say',
    ampere,
    { ...built('2.16.2', false), log: '' },
    whole,
    /cannot use A100 \(driver 550\.54\.15\): it does not say why; .*CUDA_VISIBLE_DEVICES/,
  ],
])('whether TensorFlow runs on a card: %s', (_, which, report, libraries, refusal) => {
  const told = whyNotOn(which, report, libraries);
  if (refusal === null) expect(told).toBeNull();
  else expect(told).toMatch(refusal);
});

it.each<[NvidiaCard, RegExp | null]>([
  [hopper, null],
  [card('B200', 10), /2\.16\.2 could not use B200 .*capability 5 to 9, .* 10; another TensorFlow/],
  [card('K80', 3.7), /capability 5 to 9, and this card has 3\.7/],
  [card('A100', 8, '470.82.01'), /could not use A100 .*needs driver 525\.60\.13 or later/],
])('what is fetched would be of no use with some cards: %j', (which, refusal) => {
  const told = whyNotFetchedFor(which);
  if (refusal === null) expect(told).toBeNull();
  else expect(told).toMatch(refusal);
});
