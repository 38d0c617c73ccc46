import type { ExperimentParts } from '../container/experiment-parts.ts';
import type { AdaptedCoefficients } from './adaptive-kl.ts';
import type { Policies } from './policies.ts';
import { openPreferenceStage } from './preference-stage.ts';
import { PromptSampler } from './prompt-sampler.ts';
import { openReinforcementStage } from './reinforcement-stage.ts';
import type { PlannedStage } from './stage-plan.ts';
import type { Stage } from './stage.ts';
import { openSupervisedStage } from './supervised-stage.ts';

/** What a stage starts from, besides the weights as they are. */
interface StageStart {
  /** Folder of the weights that the stage starts with. */
  readonly stageStart: string;
  /** Folder of the weights that the run's first stage started with. */
  readonly base: string;
  /** Of a run that goes on in the middle of the stage; empty at its beginning. */
  readonly klCoefficients: AdaptedCoefficients;
  readonly notice: (message: string) => void;
}

/** Opens a stage of whichever type it is. */
export async function openStage(
  parts: ExperimentParts,
  planned: PlannedStage,
  policies: Policies,
  { stageStart, base, klCoefficients, notice }: StageStart,
): Promise<Stage> {
  const { config } = planned;
  const sampler = new PromptSampler(parts.dataset.prompts('train'), parts.config.seed);
  const shared = [parts, planned] as const;
  switch (config.type) {
    case 'supervised':
      return openSupervisedStage(...shared, config, policies, sampler);
    case 'preference':
      return openPreferenceStage(...shared, config, policies, sampler, stageStart, notice);
    case 'reinforcement':
      return openReinforcementStage(
        ...shared,
        config,
        policies,
        sampler,
        { stageStart, base },
        klCoefficients,
        notice,
      );
  }
}
