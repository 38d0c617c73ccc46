import { ContainerModule } from 'inversify';
import type { ComponentConfig } from '../config/experiment-config.ts';
import type { Agents } from '../contracts/agent.ts';
import type { Engine } from '../contracts/engine.ts';
import type { AgentRole } from '../contracts/episode.ts';
import type { Judge } from '../contracts/judge.ts';
import type { Reward } from '../contracts/reward.ts';
import { heardSilence } from '../judge/heard-silence.ts';
import { redactedJudge } from '../judge/redacted-judge.ts';
import { dependableJudge, JUDGE_LIMITS } from '../judge/dependable-judge.ts';
import type { JudgingContext } from '../plugin/component.ts';
import { chooseBackend } from './choose-backend.ts';
import type { ComponentFactory } from './component-factory.ts';
import { corpusOf } from './corpus.ts';
import { ExperimentModels } from './local-models.ts';
import {
  ALGORITHM,
  BACKEND,
  COMPONENTS,
  CONFIG,
  CONTEXT,
  DATASET,
  DEMONSTRATOR,
  ENGINES,
  EVALUATION_JUDGE,
  EXPERIMENT_PARTS,
  JUDGE,
  LOCAL_MODELS,
  PROTOCOL,
  REWARDS,
  SAFEGUARD,
  TOKENIZER,
} from './tokens.ts';

/** A judge that loops can rely on, whose reasons name no secret, and whose silence is heard. */
async function makeJudge(
  config: ComponentConfig,
  components: ComponentFactory,
  context: JudgingContext,
): Promise<Judge> {
  const judge = await components.create('judge', config, context);
  const quiet = redactedJudge(dependableJudge(judge, JUDGE_LIMITS), components.redact);
  const plugin = components.registry.pluginOf('judge', config.type);
  return heardSilence(quiet, `the judge "${config.type}" of plugin ${plugin}`, context.notice);
}

/**
 * How the parts of an experiment depend on each other. `COMPONENTS`, `CONFIG` and `CONTEXT` have to be bound
 * beside it. Parameters are left without types on purpose: they are inferred from the tokens, and so checked.
 */
export const experimentModule = new ContainerModule(({ bind }) => {
  bind(DATASET)
    .toResolvedValue(
      (components, config, context) => components.create('dataset', config.dataset, context),
      [COMPONENTS, CONFIG, CONTEXT],
    )
    .inSingletonScope();

  bind(DEMONSTRATOR)
    .toResolvedValue(
      async (components, { demonstrator }, context) =>
        demonstrator && (await components.create('demonstrator', demonstrator, context)),
      [COMPONENTS, CONFIG, CONTEXT],
    )
    .inSingletonScope();

  bind(JUDGE)
    .toResolvedValue(
      (components, config, context, localModels) =>
        makeJudge(config.judge, components, { ...context, localModels }),
      [COMPONENTS, CONFIG, CONTEXT, LOCAL_MODELS],
    )
    .inSingletonScope();

  bind(EVALUATION_JUDGE)
    .toResolvedValue(
      async (components, { evaluation: { judge } }, context, localModels) =>
        judge && (await makeJudge(judge, components, { ...context, localModels })),
      [COMPONENTS, CONFIG, CONTEXT, LOCAL_MODELS],
    )
    .inSingletonScope();

  bind(PROTOCOL)
    .toResolvedValue(
      (components, config, context) => components.create('protocol', config.protocol, context),
      [COMPONENTS, CONFIG, CONTEXT],
    )
    .inSingletonScope();

  bind(ALGORITHM)
    .toResolvedValue(
      (components, config, context) => components.create('algorithm', config.algorithm, context),
      [COMPONENTS, CONFIG, CONTEXT],
    )
    .inSingletonScope();

  bind(REWARDS)
    .toResolvedValue(
      async (components, config, context) => {
        const rewards: Record<string, Reward> = {};
        for (const [name, reward] of Object.entries(config.reward.rewards)) {
          rewards[name] = await components.create('reward', reward, context, name);
        }
        return rewards;
      },
      [COMPONENTS, CONFIG, CONTEXT],
    )
    .inSingletonScope();

  bind(SAFEGUARD)
    .toResolvedValue(
      async (components, { evaluation: { safeguard } }, context) =>
        safeguard && (await components.create('safeguard', safeguard, context)),
      [COMPONENTS, CONFIG, CONTEXT],
    )
    .inSingletonScope();

  bind(BACKEND)
    .toResolvedValue(
      ({ registry }, { compute }, context) => chooseBackend(compute.backend, context, registry),
      [COMPONENTS, CONFIG, CONTEXT],
    )
    .inSingletonScope();

  bind(LOCAL_MODELS)
    .toResolvedValue(
      (components, { compute }, context, backend) =>
        new ExperimentModels({ components, context, backend, workers: compute.workers }),
      [COMPONENTS, CONFIG, CONTEXT, BACKEND],
    )
    .inSingletonScope();

  bind(TOKENIZER)
    .toResolvedValue(
      (components, config, context, dataset, demonstrator) => {
        const corpus = corpusOf(config, dataset, demonstrator);
        return components.create('tokenizer', config.tokenizer, { ...context, corpus });
      },
      [COMPONENTS, CONFIG, CONTEXT, DATASET, DEMONSTRATOR],
    )
    .inSingletonScope();

  bind(ENGINES)
    .toResolvedValue(
      (components, config, context, backend, tokenizer) =>
        components.create('engine', config.engine, {
          ...context,
          backend,
          tokenizer,
          workers: config.compute.workers,
        }),
      [COMPONENTS, CONFIG, CONTEXT, BACKEND, TOKENIZER],
    )
    .inSingletonScope();

  bind(EXPERIMENT_PARTS)
    .toResolvedValue(
      (components, config, context, tokenizer, backend, localModels, ...parts) => {
        const [
          dataset,
          judge,
          evaluationJudge,
          demonstrator,
          engines,
          protocol,
          rewards,
          algorithm,
          safeguard,
        ] = parts;
        const createAgents = async (own: Readonly<Record<AgentRole, Engine>>): Promise<Agents> => {
          const { conversation, feedback } = config.agents;
          const given = { ...context, tokenizer };
          return {
            conversation: await components.create('conversation-agent', conversation, {
              ...given,
              engine: own.conversation,
            }),
            feedback: await components.create('feedback-agent', feedback, {
              ...given,
              judge,
              engine: own.feedback,
            }),
          };
        };
        return {
          config,
          context,
          dataset,
          tokenizer,
          judge,
          evaluationJudge,
          demonstrator,
          backend,
          engines,
          createAgents,
          protocol,
          rewards,
          algorithm,
          createPreferenceLoss: (loss: ComponentConfig) =>
            components.create('preference-loss', loss, context),
          safeguard,
          closeLocalModels: () => localModels.close(),
        };
      },
      [
        COMPONENTS,
        CONFIG,
        CONTEXT,
        TOKENIZER,
        BACKEND,
        LOCAL_MODELS,
        DATASET,
        JUDGE,
        EVALUATION_JUDGE,
        DEMONSTRATOR,
        ENGINES,
        PROTOCOL,
        REWARDS,
        ALGORITHM,
        SAFEGUARD,
      ],
    )
    .inSingletonScope();
});
