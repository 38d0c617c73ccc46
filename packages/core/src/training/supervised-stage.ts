import type { SupervisedStageConfig } from '../config/experiment-config.ts';
import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { Demonstration, Demonstrator } from '../contracts/demonstrator.ts';
import type { TokenSequence } from '../contracts/engine.ts';
import type { Prompt } from '../contracts/prompt.ts';
import { RandomStream } from '../random/random-stream.ts';
import { allTokens } from '../statistics/all-tokens.ts';
import { takeOptimiserStep, type TrainedPolicy } from './take-optimiser-step.ts';
import { engineNamed, type Policies } from './policies.ts';
import type { PromptSampler } from './prompt-sampler.ts';
import type { Stage } from './stage.ts';
import type { PlannedStage } from './stage-plan.ts';
import { Stopwatch } from './stopwatch.ts';
import { requireFinite } from './training-failure.ts';

/**
 * Fine-tunes the base model on demonstrations of both agents. The loss is the mean of −log p over all tokens of the
 * batch's completions, the end of turn included; contexts are those that the agents play with.
 */
export function openSupervisedStage(
  parts: ExperimentParts,
  plan: PlannedStage,
  { batchSize, optimiser }: SupervisedStageConfig,
  policies: Policies,
  sampler: PromptSampler,
): Stage {
  const { demonstrator } = parts;
  if (demonstrator === undefined) {
    throw new Error('a supervised stage has nothing to imitate without a demonstrator');
  }
  const policy: TrainedPolicy = {
    name: 'base',
    engine: engineNamed(policies, 'base'),
    optimiser,
    steps: plan.steps,
  };
  const imitated = ({ agent, messages, completion }: Demonstration): TokenSequence => ({
    context: policies.agents[agent].contextOf(messages),
    completion: [...parts.tokenizer.encode(completion), parts.tokenizer.endOfTurn],
  });

  return {
    async takeStep(step) {
      const watch = new Stopwatch();
      const firstPrompt = plan.promptsBefore + (step - 1) * batchSize;
      const prompts = sampler.draw(firstPrompt, batchSize);
      const sequences = prompts.map((prompt, index) =>
        imitated(drawDemonstration(demonstrator, prompt, parts.config.seed, firstPrompt + index)),
      );
      const tokens = sequences.reduce((sum, { completion }) => sum + completion.length, 0);
      const differentiated = sequences.map((sequence) => ({
        ...sequence,
        // d(−Σ log p / tokens) / d log p
        derivatives: sequence.completion.map(() => -1 / tokens),
      }));
      const { logprobs, gradientNorm } = await watch.time('update', () =>
        takeOptimiserStep(policy, step, differentiated, sequences),
      );
      const loss = -allTokens(logprobs).reduce((sum, logprob) => sum + logprob, 0) / tokens;
      requireFinite(policy.name, 'loss', [loss], sequences);
      return {
        metrics: { 'loss/supervised': loss, 'gradient-norm/supervised': gradientNorm },
        timings: { seconds: watch.seconds, tokens: { sample: 0, update: tokens } },
        episodes: [],
      };
    },
    dispose() {},
  };
}

/** One demonstration of either agent for the prompt at `position`: which one, and its flaws, depend on the seed alone. */
function drawDemonstration(
  demonstrator: Demonstrator,
  prompt: Prompt,
  seed: number,
  position: number,
): Demonstration {
  const random = RandomStream.of(seed, 'demonstration', position);
  return random.pick(demonstrator.demonstrate(prompt, random));
}
