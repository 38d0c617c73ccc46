import { expect, it } from 'vitest';
import type { CriticConfig } from '../config/experiment-config.ts';
import type { EngineProvider } from '../contracts/engine.ts';
import { BigramCritic } from '../testing/bigram-critic.ts';
import { bigramEngines } from '../testing/bigram-engine.ts';
import { tinySupervisedStage } from '../testing/tiny-experiment.ts';
import { openCritics } from './critics.ts';

/** Remembers which trunk it was given. */
class RememberingCritic extends BigramCritic {
  trunk: string | null = null;

  override loadTrunk(path: string): Promise<void> {
    this.trunk = path;
    return Promise.resolve();
  }
}

const engines: EngineProvider = {
  ...bigramEngines(5, 0),
  openCritic: ({ agents }) => Promise.resolve(new RememberingCritic(5, agents)),
};
const { optimiser } = tinySupervisedStage;

it.each<[CriticConfig['type'], readonly (readonly [string, string, string | null])[]]>([
  ['none', []],
  [
    'separate',
    [
      ['conversation-critic', 'conversation', 'weights of conversation'],
      ['feedback-critic', 'feedback', 'weights of feedback'],
    ],
  ],
  ['shared', [['critic', 'conversation, feedback', 'weights of conversation']]],
])('critics that are %s start from the weights of their agents', async (type, expected) => {
  const config: CriticConfig = type === 'none' ? { type } : { type, optimiser };
  const open = (trunkOf: (agent: string) => string | undefined) =>
    openCritics(config, engines, 1, trunkOf);
  const shown = (opened: Awaited<ReturnType<typeof open>>) =>
    opened.map(({ name, agents, critic }) => [
      name,
      agents.join(', '),
      critic instanceof RememberingCritic ? critic.trunk : 'another critic',
    ]);
  expect(shown(await open((agent) => `weights of ${agent}`))).toEqual(expected);
  // Without a base model the seed alone says where they start.
  expect(shown(await open(() => undefined))).toEqual(
    expected.map(([name, agents]) => [name, agents, null]),
  );
});
