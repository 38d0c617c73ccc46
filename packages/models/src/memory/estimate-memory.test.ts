import { expect, it } from 'vitest';
import { weightLayouts } from '../model/parameter-layout.ts';
import { bytesOf } from '../parallel/shared-weights.ts';
import { TINY } from '../testing/tiny-engine.ts';
import { cacheMemory } from './cache-memory.ts';
import { estimateMemory } from './estimate-memory.ts';

const SETTINGS = {
  architecture: TINY,
  lora: { rank: 2, alpha: 4 },
  ends: [0],
  microBatchTokens: 64,
  gradientCheckpointing: true,
  sampleBatch: 8,
};
const SETS = { trained: 2, references: 2, critics: 0 };
const NATIVE = { usesOneCore: true, computesInSharedMemory: true } as const;
const WASM = { usesOneCore: true } as const;
const card = (bytes: number | null) => ({ memoryOfItsOwn: () => bytes });
const WEIGHTS = bytesOf(weightLayouts(TINY));
/** rank · (in + out) numbers for q, k, v, o, gate, up and down of each of the two layers. */
const ADAPTERS = 4 * 2 * 2 * (32 + 24 + 24 + 32 + 36 + 36 + 36);

/** Numbers of q, k, v, o, gate, up and down of both layers, and of the embedding or of a head of its size. */
const PROJECTIONS = 2 * 16 * (16 + 8 + 8 + 16 + 3 * 20);
const EMBEDDING = 13 * 16;

it.each([
  ['once where threads share memory', NATIVE, 4, SETTINGS, WEIGHTS],
  ['once in one thread', WASM, 1, SETTINGS, WEIGHTS],
  ['once in each thread and once between them', WASM, 4, SETTINGS, 5 * WEIGHTS],
  ['once on a card', card(2 ** 34), 1, SETTINGS, WEIGHTS],
  ['never where all weights are trained', NATIVE, 4, { ...SETTINGS, lora: null }, 0],
])('counts frozen weights %s', (_, backend, threads, settings, bytes) => {
  const { shares } = estimateMemory(settings, { backend, threads }, SETS);
  expect(shares[0]).toEqual({ what: 'frozen weights', bytes, lessWith: null });
});

it.each([
  // Three of each that is trained, one of each reference, and two gradients.
  ['alone', 1, SETS, 3 * 2 + 2 + 2],
  ['alone, with critics', 1, { ...SETS, critics: 2 }, 3 * 4 + 2 + 2],
  // Two gradients in each of two threads; a replica of four sets, and those between; a gradient between.
  ['with a worker', 2, SETS, 3 * 2 + 2 + 2 * 2 + 2 * 4 + 1],
  ['for a base model', 1, { trained: 1, references: 0, critics: 0 }, 3 + 2],
])('counts sets of adapters %s', (_, threads, sets, times) => {
  const { shares } = estimateMemory(SETTINGS, { backend: NATIVE, threads }, sets);
  expect(shares[1]?.bytes).toBe(times * ADAPTERS);
});

it('takes the greater of passes and sampling, and says what lowers it', () => {
  const of = (changes: Partial<typeof SETTINGS>) =>
    estimateMemory({ ...SETTINGS, ...changes }, { backend: NATIVE, threads: 1 }, SETS).shares[2];
  expect(of({ sampleBatch: 4096 })).toMatchObject({
    what: 'sampling 4096 sequences of 40 tokens',
    lessWith: 'a smaller engine.sampleBatch',
  });
  expect(of({ microBatchTokens: 4096 })).toMatchObject({
    what: 'passes of 4096 tokens',
    lessWith: 'a smaller engine.microBatchTokens',
  });
  expect(of({ microBatchTokens: 4096, gradientCheckpointing: false })).toMatchObject({
    lessWith: 'engine.gradientCheckpointing=true, a smaller engine.microBatchTokens',
  });
});

it.each([
  ['with its own head', NATIVE, false, SETTINGS.lora, 2 * PROJECTIONS + EMBEDDING],
  ['whose embedding is its head', NATIVE, true, SETTINGS.lora, 2 * PROJECTIONS + EMBEDDING],
  ['without adapters', NATIVE, true, null, PROJECTIONS + EMBEDDING],
  ['on a card', card(2 ** 34), true, SETTINGS.lora, PROJECTIONS],
])('counts what sampling has of the weights of a model %s', (...row) => {
  const [, backend, tieEmbeddings, lora, numbers] = row;
  const architecture = { ...TINY, tieEmbeddings };
  const settings = { ...SETTINGS, architecture, lora, sampleBatch: 4096 };
  const { shares } = estimateMemory(settings, { backend, threads: 1 }, SETS);
  expect(shares[2]?.bytes).toBe(cacheMemory(TINY, 4096 * TINY.maxPositions) + 4 * numbers);
});

it.each([
  ['this machine', NATIVE, { where: 'this machine' }],
  ['a card', card(2 ** 34), { where: 'the card', bytes: 2 ** 34 }],
])('knows what %s has', (_, backend, room) => {
  expect(estimateMemory(SETTINGS, { backend, threads: 1 }, SETS).room).toMatchObject(room);
});

it('says nothing of a device that does not tell', () => {
  const { shares, room } = estimateMemory(SETTINGS, { backend: card(null), threads: 1 }, SETS);
  expect(room).toBeNull();
  // Node.js itself is not in the memory of a device.
  expect(shares.map(({ what }) => what)).not.toContain('threads and buffers');
});
