import type { PreferenceStageConfig } from '../config/experiment-config.ts';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { Engine } from '../contracts/engine.ts';
import { recordPlayed } from '../tracking/episode-record.ts';
import { coefficientsOf } from './compose-credits.ts';
import { gatherPairs } from './gather-pairs.ts';
import { engineNamed, weightsFile, type Policies } from './policies.ts';
import { probe } from './probe.ts';
import type { PromptSampler } from './prompt-sampler.ts';
import { rollOut } from './roll-out.ts';
import type { Stage } from './stage.ts';
import type { PlannedStage } from './stage-plan.ts';
import type { Metrics } from './step-metrics.ts';
import { Stopwatch } from './stopwatch.ts';
import type { TrainedPolicy } from './take-optimiser-step.ts';
import { updatePreferences, type PreferenceUpdate } from './update-preferences.ts';

/**
 * Learning from preferences, offline: the agents as they are at the start of the stage collaborate, and the conversation
 * agent learns to prefer the better of first and revised answer. Each step gathers the pairs that it learns from: since
 * those who play are frozen, that is one pass over a data set of their pairs, which need not be kept.
 *
 * @param stageStart folder of the weights that the stage starts with.
 */
export async function openPreferenceStage(
  parts: ExperimentParts,
  plan: PlannedStage,
  { promptsPerStep, temperature, loss, optimiser }: PreferenceStageConfig,
  policies: Policies,
  sampler: PromptSampler,
  stageStart: string,
  notice: (message: string) => void,
): Promise<Stage> {
  const { reward, ledger } = parts.config;
  const preferenceLoss = await parts.createPreferenceLoss(loss);
  const policy: TrainedPolicy = {
    name: 'conversation',
    engine: engineNamed(policies, 'conversation'),
    optimiser,
    steps: plan.steps,
  };
  const reference = await frozenAtStart(policy, stageStart);
  const players = await parts.createAgents({
    conversation: reference,
    feedback: engineNamed(policies, 'feedback'),
  });
  const settings = {
    temperature,
    composition: reward.composition,
    coefficients: coefficientsOf(reward, {}),
  };

  return {
    async takeStep(step) {
      const globalStep = plan.stepsBefore + step;
      const firstPrompt = plan.promptsBefore + (step - 1) * promptsPerStep;
      const watch = new Stopwatch();
      const prompts = sampler.draw(firstPrompt, promptsPerStep);
      const rollouts = await rollOut(parts, players, prompts, { ...settings, globalStep }, watch);
      const { episodes, judged, credits } = rollouts;
      const { pairs, unscored } = gatherPairs(episodes, credits);
      const update =
        pairs.length === 0
          ? null
          : await watch.time('update', () =>
              updatePreferences(policy, step, reference, preferenceLoss, pairs),
            );
      if (update === null) {
        notice(
          `${plan.name}, step ${step}: no revision earned more or less than the first answer, so that nothing was learned`,
        );
      }
      const turns = episodes.flatMap((episode) => episode.turns);
      return {
        metrics: {
          pairs: pairs.length,
          'dropped/conversation': unscored,
          ...updateMetrics(update),
          ...(await probe(parts, policies.agents, step, globalStep)),
        },
        timings: {
          seconds: watch.seconds,
          tokens: {
            sample: tokenCount(turns.map(({ completion }) => completion.tokens)),
            update: tokenCount(pairs.flatMap(({ chosen, rejected }) => [chosen, rejected])),
          },
        },
        episodes:
          (step - 1) % ledger.everySteps === 0
            ? judged.map((episode, index) => ({
                ...recordPlayed(plan.name, step, episode),
                credits: credits[index] ?? [],
              }))
            : [],
      };
    },
    dispose() {
      reference.dispose();
    },
  };
}

/** The policy as it was at the start of the stage: a resumed run finds the same. */
async function frozenAtStart({ name, engine }: TrainedPolicy, stageStart: string): Promise<Engine> {
  const reference = await engine.fork();
  await reference.loadWeights(weightsFile(stageStart, name), { optimiser: false });
  return reference;
}

function updateMetrics(update: PreferenceUpdate | null): Metrics {
  if (update === null) return {};
  const { loss, gradientNorm } = update;
  return {
    ...Object.fromEntries(
      Object.entries(loss.metrics).map(([name, value]) => [`${name}/conversation`, value]),
    ),
    'loss/conversation': loss.value,
    'gradient-norm/conversation': gradientNorm,
  };
}

function tokenCount(completions: readonly (readonly number[])[]): number {
  return completions.reduce((sum, { length }) => sum + length, 0);
}
