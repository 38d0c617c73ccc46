import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { builtInRegistry } from '../../packages/cli/src/built-in-plugins.ts';
import type { Contender } from './contender.ts';
import { PEERS, type PythonFound } from './find-python.ts';
import type { BenchmarkedModel } from './model-size.ts';
import type { WaltzSettings } from './protocol.ts';

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
}

/** Every backend of ours, or those that are named. Throws when a name is unknown. */
export async function backendStates(
  names: readonly string[] | null,
): Promise<readonly BackendState[]> {
  const registry = await builtInRegistry();
  const known = registry.list('backend').map(({ component }) => component);
  for (const name of names ?? []) registry.find('backend', name);
  const context = { seed: 1, folder: process.cwd(), notice: () => {} };
  const states: BackendState[] = [];
  for (const component of known) {
    if (names !== null && !names.includes(component.name)) continue;
    const backend = await component.create({}, context);
    const usesOneCore = backend.usesOneCore === true;
    states.push({ name: component.name, usesOneCore, ...(await backend.probe()) });
  }
  return states;
}

/** Who computes single operations: each backend, and PyTorch with one thread and with all. */
export function operationContenders({ backends, python }: Roster): readonly Contender[] {
  return [
    ...working(backends).map(({ name }) =>
      waltz({ backend: name, workers: 1, model: null, weights: null }),
    ),
    ...threadCounts().flatMap((threads) =>
      peer(python, `PyTorch, ${threadsText(threads)}`, { peer: 'operations', threads }),
    ),
  ];
}

/** Who takes training steps of a model: each backend, and PyTorch as it comes and compiled. */
export function trainingContenders(
  roster: Roster,
  model: BenchmarkedModel,
  weights: string | null,
): readonly Contender[] {
  const { size } = model;
  return [
    ...modelBackends(roster, model, weights),
    ...peerThreads(roster, model).flatMap((threads) =>
      (roster.quick ? [false] : [false, true]).flatMap((compiled) =>
        peer(roster.python, `PyTorch ${compiled ? 'compiled' : 'eager'}, ${threadsText(threads)}`, {
          peer: 'pytorch',
          compiled,
          threads,
          model: size,
          weights,
        }),
      ),
    ),
  ];
}

/** Who samples from a model: each backend, a loop with a cache in PyTorch, and `generate` of transformers. */
export function samplingContenders(
  roster: Roster,
  model: BenchmarkedModel,
  weights: string | null,
): readonly Contender[] {
  const { python } = roster;
  return [
    ...modelBackends(roster, model, weights),
    ...peerThreads(roster, model).flatMap((threads) => [
      ...peer(python, `PyTorch cache loop, ${threadsText(threads)}`, {
        peer: 'pytorch',
        compiled: false,
        threads,
        model: model.size,
        weights,
      }),
      ...(has(python, 'transformers')
        ? peer(python, `transformers generate, ${threadsText(threads)}`, {
            peer: 'transformers',
            threads,
            model: model.size,
            weights,
          })
        : []),
    ]),
  ];
}

/** Who takes a whole step of reinforcement learning: each backend, and GRPO of TRL. */
export function learningContenders(
  roster: Roster,
  model: BenchmarkedModel,
  weights: string | null,
): readonly Contender[] {
  const { python } = roster;
  return [
    ...modelBackends(roster, model, weights),
    ...(has(python, 'trl')
      ? peerThreads(roster, model).flatMap((threads) =>
          peer(python, `TRL GRPO, ${threadsText(threads)}`, {
            peer: 'trl',
            threads,
            model: model.size,
            weights,
          }),
        )
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

function waltz(settings: WaltzSettings): Contender {
  return {
    name: `${settings.backend}${settings.workers > 1 ? `, ${settings.workers} workers` : ''}`,
    family: 'waltz',
    command: [
      process.execPath,
      '--import',
      'tsx',
      join(import.meta.dirname, 'waltz-contender.ts'),
      JSON.stringify(settings),
    ],
  };
}

function peer(found: PythonFound, name: string, settings: object): readonly Contender[] {
  if (found.python === null) return [];
  const script = join(PEERS, 'contender.py');
  return [{ name, family: 'peer', command: [found.python, script, JSON.stringify(settings)] }];
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
