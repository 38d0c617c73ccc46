import { describe, expect, it } from 'vitest';
import { folderWith, onlyPrograms } from '../testing/fake-programs.ts';
import { cardMemory, nvidiaCards, whyNoCard } from './nvidia-cards.ts';

const NVIDIA = { '0000:01:00.0/vendor': '0x10de\n', '0000:01:00.0/class': '0x030200\n' };
const SOUND = { '0000:01:00.1/vendor': '0x10de\n', '0000:01:00.1/class': '0x040300\n' };

const table = (driver: string) =>
  `echo '| NVIDIA-SMI 1  Driver Version: ${driver}  CUDA Version: 11.4 |'`;

describe('why no card is shown', () => {
  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, RegExp]>([
    ['a machine without one', {}, {}, /^nvidia-smi shows no card here$/],
    ['a card for sound', {}, SOUND, /^nvidia-smi shows no card here$/],
    [
      'a card without a driver',
      {},
      NVIDIA,
      /nvidia-smi is not: install its driver, 525.*--gpus all/,
    ],
    [
      'a driver that does not answer',
      { 'nvidia-smi': "echo 'NVIDIA-SMI has failed because of its driver.'; exit 9" },
      NVIDIA,
      /^nvidia-smi fails: NVIDIA-SMI has failed because of its driver\.; install the driver anew/,
    ],
    [
      'a driver that was updated',
      {
        'nvidia-smi': "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18",
      },
      NVIDIA,
      /Driver\/library version mismatch; restart the machine/,
    ],
    [
      'a driver that does not know the question',
      { 'nvidia-smi': `case "$1" in --query*) exit 2;; *) ${table('470.82')};; esac` },
      NVIDIA,
      /^driver 470\.82 is too old to say which cards are here: install 525/,
    ],
    [
      'no card on a machine for cards',
      { 'nvidia-smi': "echo 'No devices were found'; exit 6" },
      {},
      /^nvidia-smi shows no card here$/,
    ],
  ])('%s', async (_, programs, devices, why) => {
    onlyPrograms(programs);
    expect(await nvidiaCards()).toEqual([]);
    expect(await whyNoCard(folderWith(devices))).toMatch(why);
  });
});

it.each([
  ["echo '80000, 81559'", { free: 80000 * 2 ** 20, total: 81559 * 2 ** 20 }],
  ["printf '%s\\n' '10, 20' '30, 40'", { free: 10 * 2 ** 20, total: 20 * 2 ** 20 }],
  ["echo '[N/A], [N/A]'", { free: null, total: null }],
  ['exit 9', { free: null, total: null }],
])('tells the memory of the first card: %s', (script, memory) => {
  onlyPrograms({ 'nvidia-smi': script });
  expect(cardMemory()).toEqual(memory);
});
