import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { builtInRegistry } from '../../packages/cli/src/built-in-plugins.ts';
import type { Contender } from './contender.ts';
import { PEERS, type PythonFound } from './find-python.ts';
import type { BenchmarkedModel } from './model-size.ts';
import { PRECISIONS, precisionOf, type Precision } from './precision.ts';
import type { WaltzSettings } from './protocol.ts';

/** Peers on the processor keep to float32. */
const ON_PROCESSOR = { device: 'cpu', precision: 'float32' };

const MODEL_WORK: Contender['measures'] = ['sample', 'train', 'learn'];

/** A backend of ours, and why it is not there where it is not. */
export interface BackendState {
  readonly name: string;
  readonly available: boolean;
  readonly reason: string;
  /** Whether its work can be shared among worker threads. */
  readonly usesOneCore: boolean;
}

/** Those who take part. */
export interface Roster {
  readonly backends: readonly BackendState[];
  readonly python: PythonFound;
  /** Fewer settings of each. */
  readonly quick: boolean;
  readonly device: Device;
}

/** Where all of them compute. */
export type Device = 'cpu' | 'cuda';

/** Our backends that compute on a card. */
const ON_A_CARD = ['cuda', 'cuda-tf32', 'cuda-bfloat16', 'webgpu', 'tensorflow-gpu'];

/** Every backend of ours for `device`, or those that are named. Throws when a name is unknown. */
export async function backendStates(
  names: readonly string[] | null,
  device: Device,
): Promise<readonly BackendState[]> {
  const registry = await builtInRegistry();
  const known = registry.list('backend').map(({ component }) => component);
  for (const name of names ?? []) registry.find('backend', name);
  const context = { seed: 1, folder: process.cwd(), notice: () => {} };
  const states: BackendState[] = [];
  for (const component of known) {
    const isOfDevice = ON_A_CARD.includes(component.name) === (device === 'cuda');
    if (names === null ? !isOfDevice : !names.includes(component.name)) continue;
    const backend = await component.create({}, context);
    const usesOneCore = backend.usesOneCore === true;
    states.push({ name: component.name, usesOneCore, ...(await backend.probe()) });
  }
  return states;
}

/** Who computes single operations: each backend, and on a processor PyTorch with one thread and with all. */
export function operationContenders({ backends, python, device }: Roster): readonly Contender[] {
  return [
    ...working(backends).map(({ name }) =>
      waltz({ backend: name, workers: 1, model: null, weights: null }),
    ),
    ...(device === 'cuda' ? [] : threadCounts()).flatMap((threads) =>
      peer(python, `PyTorch, ${threadsText(threads)}`, ['operation'], {
        peer: 'operations',
        ...ON_PROCESSOR,
        threads,
      }),
    ),
  ];
}

/**
 * Who trains a model and samples from it: each backend; PyTorch as it comes, which samples with a cache of its own;
 * PyTorch compiled, for training alone; `generate` of transformers; and GRPO of TRL, if it is asked for. In groups that
 * are measured one after another, each in turns: all of them together have no room on a card.
 */
export function modelContenders(
  roster: Roster,
  model: BenchmarkedModel,
  weights: string | null,
  { withTrl }: { readonly withTrl: boolean },
): readonly (readonly Contender[])[] {
  const { python, quick } = roster;
  const shared = { model: model.size, weights };
  if (roster.device === 'cuda') {
    return PRECISIONS.map((precision) => [
      ...modelBackends(roster, model, weights).filter(
        ({ name }) => precisionOf(name) === precision,
      ),
      ...cardPeers(python, precision, shared),
    ]);
  }
  const peers = peerThreads(roster, model).flatMap((threads) => {
    const make = (
      name: string,
      measures: Contender['measures'],
      settings: Readonly<Record<string, unknown>>,
    ) =>
      peer(python, `${name}, ${threadsText(threads)}`, measures, {
        ...settings,
        ...ON_PROCESSOR,
        threads,
        ...shared,
      });
    return [
      ...make('PyTorch eager', MODEL_WORK, { peer: 'pytorch', compiled: false }),
      ...(quick ? [] : make('PyTorch compiled', ['train'], { peer: 'pytorch', compiled: true })),
      ...(has(python, 'transformers')
        ? make('transformers generate', ['sample'], { peer: 'transformers' })
        : []),
      ...(withTrl && has(python, 'trl') ? make('TRL GRPO', ['learn'], { peer: 'trl' }) : []),
    ];
  });
  return [[...modelBackends(roster, model, weights), ...peers]];
}

/** PyTorch as it comes, `generate`, and PyTorch compiled in the faster of the precisions that keep float32. */
function cardPeers(
  python: PythonFound,
  precision: Precision,
  shared: object,
): readonly Contender[] {
  const make = (
    name: string,
    measures: Contender['measures'],
    settings: Readonly<Record<string, unknown>>,
  ) => {
    const where = { threads: 1, device: 'cuda', precision };
    return peer(python, `${name}, ${precision}`, measures, { ...settings, ...shared, ...where });
  };
  return [
    ...make('PyTorch eager', MODEL_WORK, { peer: 'pytorch', compiled: false }),
    ...(precision === 'tf32'
      ? make('PyTorch compiled', ['train'], { peer: 'pytorch', compiled: true })
      : []),
    ...(has(python, 'transformers')
      ? make('transformers generate', ['sample'], { peer: 'transformers' })
      : []),
  ];
}

/** Each backend that works, with a worker for each core; `native`, the fastest of them, with one worker too. */
function modelBackends(
  { backends, quick }: Roster,
  { size, heavy }: BenchmarkedModel,
  weights: string | null,
): readonly Contender[] {
  return working(backends).flatMap(({ name, usesOneCore }) => {
    const counts =
      name === 'native' && !heavy && !quick ? threadCounts() : [availableParallelism()];
    return (usesOneCore ? counts : [1]).map((workers) =>
      waltz({ backend: name, workers, model: size, weights }),
    );
  });
}

/** Who shows how the cost of work grows: each backend that works, with one worker. */
export function curveContenders(
  { backends }: Roster,
  size: BenchmarkedModel['size'],
): readonly Contender[] {
  return working(backends).map(({ name }) =>
    waltz({ backend: name, workers: 1, model: size, weights: null }),
  );
}

function working(backends: readonly BackendState[]): readonly BackendState[] {
  return backends.filter(({ available }) => available);
}

function waltz(given: Omit<WaltzSettings, 'onCard'>): Contender {
  const settings: WaltzSettings = { ...given, onCard: ON_A_CARD.includes(given.backend) };
  return {
    name: `${settings.backend}${settings.workers > 1 ? `, ${settings.workers} workers` : ''}`,
    family: 'waltz',
    measures: settings.model === null ? ['operation'] : MODEL_WORK,
    command: [
      process.execPath,
      '--import',
      'tsx',
      join(import.meta.dirname, 'waltz-contender.ts'),
      JSON.stringify(settings),
    ],
  };
}

function peer(
  found: PythonFound,
  name: string,
  measures: Contender['measures'],
  settings: object,
): readonly Contender[] {
  if (found.python === null) return [];
  const script = join(PEERS, 'contender.py');
  return [
    { name, family: 'peer', measures, command: [found.python, script, JSON.stringify(settings)] },
  ];
}

function has(found: PythonFound, name: 'transformers' | 'trl'): boolean {
  return found.python !== null && found.versions[name] !== null;
}

/** One thread, and as many as there are cores: what is better depends on the size of the work. */
function threadCounts(): readonly number[] {
  return [...new Set([1, availableParallelism()])];
}

function peerThreads({ quick }: Roster, { heavy }: BenchmarkedModel): readonly number[] {
  return heavy || quick ? [availableParallelism()] : threadCounts();
}

function threadsText(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}
