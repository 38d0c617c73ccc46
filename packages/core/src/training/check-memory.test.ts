import { expect, it } from 'vitest';
import type { ExperimentConfig } from '../config/experiment-config.ts';
import type { EngineProvider } from '../contracts/engine.ts';
import type { MemoryEstimate, SetsOfWeights } from '../contracts/memory-estimate.ts';
import { checkMemory, setsOfWeights } from './check-memory.ts';

const GIBIBYTE = 2 ** 30;

const SHARES = [
  { what: 'weights', bytes: 2 * GIBIBYTE, lessWith: null },
  { what: 'passes', bytes: GIBIBYTE / 2, lessWith: 'shorter passes' },
  { what: 'sampling', bytes: GIBIBYTE, lessWith: 'fewer samples' },
  { what: 'crumbs', bytes: 2 ** 20, lessWith: 'fewer crumbs' },
];
const NEEDED = 'about 3.5 GiB';
const PARTS = '(weights 2.0 GiB, passes 512.0 MiB, sampling 1.0 GiB)';
const ADVICE =
  'less is needed with fewer samples, shorter passes, fewer crumbs, or a smaller model';

/** Two agents that learn by reinforcement, one of them in the first stage. */
const agents = (conversation: boolean) => ({
  conversation: { freeze: conversation },
  feedback: { freeze: false },
});
const CONFIG = {
  stages: {
    one: { type: 'reinforcement', agents: agents(true) },
    two: { type: 'reinforcement', agents: agents(false) },
  },
} as unknown as ExperimentConfig;

const told = (room: MemoryEstimate['room']): string => {
  const notices: string[] = [];
  const engines = { estimateMemory: () => ({ shares: SHARES, room }) };
  checkMemory(CONFIG, engines as unknown as EngineProvider, (notice) => notices.push(notice));
  return notices.join('\n');
};
const room = (gibibytes: number) => ({ bytes: gibibytes * GIBIBYTE, where: 'this machine' });

it.each([
  ['there is enough', room(16), `memory: ${NEEDED} of 16.0 GiB of this machine ${PARTS}`],
  [
    'it may be too much',
    room(3),
    `memory: ${NEEDED} of 3.0 GiB of this machine ${PARTS}; that may be too much: ${ADVICE}`,
  ],
  ['nobody knows what there is', null, `memory: ${NEEDED} ${PARTS}`],
])('tells what a run needs where %s', (_, there, notice) => {
  expect(told(there)).toBe(notice);
});

it('refuses what cannot fit, with what would lower it', () => {
  expect(() => told(room(2))).toThrow(
    `this run would not fit into this machine: ${NEEDED} of 2.0 GiB of this machine ${PARTS}. L${ADVICE.slice(1)}`,
  );
});

it('says nothing where the engine does not know', () => {
  checkMemory(CONFIG, {} as EngineProvider, () => expect.unreachable());
});

it.each<[string, unknown, SetsOfWeights]>([
  ['two agents that learn', CONFIG, { trained: 2, references: 2, critics: 0 }],
  [
    'one that learns, with critics',
    { stages: { one: CONFIG.stages['one'] }, critic: { type: 'separate' } },
    { trained: 2, references: 1, critics: 2 },
  ],
  [
    'preferences',
    { stages: { one: { type: 'preference' } } },
    { trained: 2, references: 1, critics: 0 },
  ],
  [
    'a base model',
    { stages: { one: { type: 'supervised' } } },
    { trained: 1, references: 0, critics: 0 },
  ],
])('counts the sets of weights of %s', (_, config, sets) => {
  expect(setsOfWeights(config as ExperimentConfig)).toEqual(sets);
});
