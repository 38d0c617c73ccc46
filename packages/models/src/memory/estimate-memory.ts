import { totalmem } from 'node:os';
import type { Backend, MemoryEstimate, MemoryShare, SetsOfWeights } from '@waltz/core';
import type { TransformerSettings } from '../engine/transformer-engine.ts';
import type { Architecture, LoraSettings } from '../model/architecture.ts';
import {
  adapterLayouts,
  adapterNames,
  EMBEDDING,
  trainableLayouts,
  weightLayouts,
  type ParameterLayout,
} from '../model/parameter-layout.ts';
import { bytesOf } from '../parallel/shared-weights.ts';
import { cacheMemory } from './cache-memory.ts';
import { passMemory } from './pass-memory.ts';

const MEBIBYTE = 2 ** 20;

/** Node.js and this program. */
const PROCESS_BYTES = 200 * MEBIBYTE;

/** A worker before it has any weights. */
export const WORKER_BYTES = 150 * MEBIBYTE;

/** Memory of tensors that are gone, which a thread keeps at most to use again. */
const KEPT_FREE = 512 * MEBIBYTE;

/** Tokens of a sequence, context and completion, that sampling is reckoned with where the model reads as many. */
const TYPICAL_LENGTH = 512;

/** What a run needs besides passes, by how many threads work on which backend. */
interface Computing {
  readonly backend: Pick<Backend, 'usesOneCore' | 'computesInSharedMemory' | 'memoryOfItsOwn'>;
  readonly threads: number;
}

/** What a run with these sets of weights is going to need at its height, where all micro-batches and samples are full. */
export function estimateMemory(
  settings: TransformerSettings,
  computing: Computing,
  sets: SetsOfWeights,
): MemoryEstimate {
  const shares = [
    frozenWeights(settings, computing),
    trainedWeights(settings, computing, sets),
    greaterOf(pass(settings, computing), sampling(settings, computing)),
  ];
  const { backend, threads } = computing;
  const room = backend.memoryOfItsOwn?.();
  if (room !== undefined) {
    return { shares, room: room === null ? null : { bytes: room, where: 'the card' } };
  }
  const kept = backend.usesOneCore ? threads * Math.min(KEPT_FREE, shares[2]?.bytes ?? 0) : 0;
  const threadsOnly = PROCESS_BYTES + (threads - 1) * WORKER_BYTES + kept;
  const threadsShare = {
    what: 'threads and buffers',
    bytes: threadsOnly,
    lessWith: 'fewer compute.workers',
  };
  return {
    shares: [...shares, threadsShare],
    room: { bytes: machineMemory(), where: 'this machine' },
  };
}

/** Bytes of weights that one worker more holds: whatever it does not share, and what it has of them to sample. */
export function weightsOfWorker(
  { architecture, lora }: TransformerSettings,
  backend: Pick<Backend, 'computesInSharedMemory' | 'usesOneCore'>,
  sets: number,
): number {
  const trainable = sets * bytesOf(trainableLayouts(architecture, lora));
  const frozen =
    backend.computesInSharedMemory || lora === null ? 0 : bytesOf(weightLayouts(architecture));
  return trainable + frozen + sampledBytes({ architecture, lora }, backend);
}

/** Once, or where threads cannot share it once in each and once between them. */
function frozenWeights(
  { architecture, lora }: TransformerSettings,
  { backend, threads }: Computing,
): MemoryShare {
  const isShared = backend.computesInSharedMemory === true || threads === 1;
  const copies = lora === null ? 0 : isShared ? 1 : threads + 1;
  return {
    what: 'frozen weights',
    bytes: copies * bytesOf(weightLayouts(architecture)),
    lessWith: null,
  };
}

/**
 * Of each trained set and critic the values and Adam's two moments, of each reference the values; of one set at a time
 * the gradient and a micro-batch's, in every thread. Workers have the values once more, and once more between them.
 */
function trainedWeights(
  { architecture, lora }: TransformerSettings,
  { threads }: Computing,
  { trained, references, critics }: SetsOfWeights,
): MemoryShare {
  const own = 3 * (trained + critics) + references + 2 * threads;
  const between = threads === 1 ? 0 : threads * (trained + references) + (threads - 1);
  const bytes = (own + between) * bytesOf(trainableLayouts(architecture, lora));
  return {
    what: 'trained weights and their optimisers',
    bytes,
    lessWith: lora === null ? 'adapters (engine.lora)' : 'a smaller rank in engine.lora',
  };
}

function pass(settings: TransformerSettings, { threads }: Computing): MemoryShare {
  const what = `passes of ${settings.microBatchTokens} tokens`;
  const lessWith = settings.gradientCheckpointing
    ? 'a smaller engine.microBatchTokens'
    : 'engine.gradientCheckpointing=true, a smaller engine.microBatchTokens';
  return { what, bytes: threads * passMemory(settings), lessWith };
}

/** Keys and values of all sequences, and the weights as sampling reads them. */
function sampling(
  { sampleBatch, ...model }: TransformerSettings,
  { backend, threads }: Computing,
): MemoryShare {
  const length = Math.min(model.architecture.maxPositions, TYPICAL_LENGTH);
  const each = cacheMemory(model.architecture, sampleBatch * length) + sampledBytes(model, backend);
  const what = `sampling ${sampleBatch} sequences of ${length} tokens`;
  return { what, bytes: threads * each, lessWith: 'a smaller engine.sampleBatch' };
}

/** The projections with their adapters added, and on a core all matrices in the order in which its kernels read them. */
function sampledBytes(
  { architecture, lora }: Pick<TransformerSettings, 'architecture' | 'lora'>,
  { usesOneCore }: Pick<Backend, 'usesOneCore'>,
): number {
  return mergedBytes(architecture, lora) + (usesOneCore ? packedBytes(architecture) : 0);
}

/** The embedding is among them where it is the head. */
function packedBytes(architecture: Architecture): number {
  const isPacked = ({ name, shape }: ParameterLayout): boolean =>
    shape.length === 2 && (name !== EMBEDDING || architecture.tieEmbeddings);
  return bytesOf(weightLayouts(architecture).filter(isPacked));
}

function mergedBytes(architecture: Architecture, lora: LoraSettings | null): number {
  if (lora === null) return 0;
  const weights = weightLayouts(architecture);
  const adapters = new Set(adapterLayouts(architecture, lora, weights).map(({ name }) => name));
  return bytesOf(weights.filter(({ name }) => adapters.has(adapterNames(name).down)));
}

function greaterOf(left: MemoryShare, right: MemoryShare): MemoryShare {
  return left.bytes >= right.bytes ? left : right;
}

/** Of the machine, or of the container that this process is in. */
function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(totalmem(), limit) : totalmem();
}
