import { Container } from 'inversify';
import type { EvaluationConfig, ExperimentConfig } from '../config/experiment-config.ts';
import { didYouMean } from '../config/nearest.ts';
import { Secrets } from '../config/secrets.ts';
import type { Dataset } from '../contracts/dataset.ts';
import type { RunContext } from '../plugin/component.ts';
import type { PluginRegistry } from '../plugin/registry.ts';
import { ComponentFactory } from './component-factory.ts';
import { experimentModule } from './experiment-module.ts';
import type { ExperimentParts } from './experiment-parts.ts';
import { COMPONENTS, CONFIG, CONTEXT, EXPERIMENT_PARTS } from './tokens.ts';

/** The container of a process: what its runs may share. */
export function applicationContainer(
  registry: PluginRegistry,
  secrets: Secrets = new Secrets(),
): Container {
  const container = new Container();
  container.bind(COMPONENTS).toConstantValue(new ComponentFactory(registry, secrets));
  return container;
}

/**
 * Builds the parts of an experiment in a child container of `application`, so that runs in one process share
 * nothing but the plugins. Throws when a component cannot be made, naming it, or when the config evaluates
 * kinds of prompt that the dataset does not have.
 */
export async function assembleExperiment(
  application: Container,
  config: ExperimentConfig,
  context: RunContext,
): Promise<ExperimentParts> {
  const container = new Container({ parent: application });
  container.bind(CONFIG).toConstantValue(config);
  container.bind(CONTEXT).toConstantValue(context);
  container.load(experimentModule);
  const parts = await container.getAsync(EXPERIMENT_PARTS);
  requireKinds(config.evaluation, parts.dataset);
  return parts;
}

/** A rate over kinds that no prompt has would be a rate over nothing. */
function requireKinds({ split, kinds }: EvaluationConfig, dataset: Dataset): void {
  const prompts = [dataset.prompts(split), ...Object.values(dataset.benchmarks ?? {})].flat();
  const known = [...new Set(prompts.map(({ kind }) => kind))].sort();
  for (const [rate, wanted] of Object.entries(kinds)) {
    const missing = wanted.find((kind) => !known.includes(kind));
    if (missing === undefined) continue;
    throw new Error(
      `evaluation.kinds.${rate}: the ${split} prompts and benchmarks of ${dataset.name} have no kind "${missing}"; ` +
        `they have: ${known.join(', ')}.${didYouMean(missing, known)}`,
    );
  }
}
