import { Container } from 'inversify';
import type { ExperimentConfig } from '../config/experiment-config.ts';
import type { RunContext } from '../plugin/component.ts';
import type { PluginRegistry } from '../plugin/registry.ts';
import type { Scoring } from '../replay/replay-step.ts';
import { experimentModule } from './experiment-module.ts';
import { ALGORITHM, CONFIG, CONTEXT, REWARDS, TOKENIZER } from './tokens.ts';

/**
 * The parts of an experiment that score stored episodes: no backend is started and no model made. Throws when a component
 * cannot be made, naming it.
 */
export async function assembleScoring(
  application: Container,
  registry: PluginRegistry,
  config: ExperimentConfig,
  context: RunContext,
): Promise<Scoring> {
  const container = new Container({ parent: application });
  container.bind(CONFIG).toConstantValue(config);
  container.bind(CONTEXT).toConstantValue(context);
  container.load(experimentModule);
  return {
    tokenizer: await container.getAsync(TOKENIZER),
    rewards: await container.getAsync(REWARDS),
    algorithm: await container.getAsync(ALGORITHM),
    needsValues: registry.find('algorithm', config.algorithm.type).learnsWithCritic === true,
  };
}
