import type { AgentRole } from '../contracts/episode.ts';

/** A component as an experiment names it: its type, and the options that its own schema knows. */
export interface ComponentConfig {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** One product of the reward composition: weight · Π factors. */
export interface ProductConfig {
  /** A number, or the name of a coefficient: alpha, lambda or gamma. */
  readonly weight: number | RewardCoefficient;
  /** Names under `reward.rewards`. */
  readonly factors: readonly string[];
}

export type RewardCoefficient = 'alpha' | 'lambda' | 'gamma';

export interface RewardConfig {
  readonly alpha: number;
  readonly lambda: number;
  readonly gamma: number;
  readonly rewards: Readonly<Record<string, ComponentConfig>>;
  readonly composition: Readonly<Record<AgentRole, Readonly<Record<string, ProductConfig>>>>;
}

export interface OptimiserConfig {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly maxGradientNorm: number;
  /** Steps over which the learning rate rises linearly from 0. */
  readonly warmupSteps: number;
  /** `linear` falls to 0 at the stage's last step. */
  readonly schedule: 'constant' | 'linear';
}

/** Fine-tunes one set of weights on demonstrations of both agents. */
export interface SupervisedStageConfig {
  readonly type: 'supervised';
  readonly steps: number;
  /** Demonstrations a step. */
  readonly batchSize: number;
  readonly optimiser: OptimiserConfig;
}

/** Steers β so that KL to the reference comes near a target. */
export interface AdaptiveKlConfig {
  /** Σ k1 over the tokens of a sample, its mean over samples, in nats. */
  readonly target: number;
  /** Samples over which KL that is far off changes β by a fifth. */
  readonly horizon: number;
}

export interface AgentTrainingConfig {
  /** A frozen agent plays and is not updated. */
  readonly freeze: boolean;
  /** β of eq. 1; with `adaptiveKl`, that of the stage's first step. */
  readonly klCoefficient: number;
  /** Left out, β stays as it is. */
  readonly adaptiveKl?: AdaptiveKlConfig;
  /** What KL is measured against: the weights at the start of this stage, or the base model. */
  readonly reference: 'stage-start' | 'base';
  readonly optimiser: OptimiserConfig;
}

/**
 * The value functions of an algorithm with a critic: one for each agent, or one for both with a shared trunk and a head
 * for each.
 */
export type CriticConfig =
  | { readonly type: 'none' }
  | { readonly type: 'separate' | 'shared'; readonly optimiser: OptimiserConfig };

/** WaltzRL: rollouts, rewards, advantages, updates (Algorithm 1). */
export interface ReinforcementStageConfig {
  readonly type: 'reinforcement';
  readonly steps: number;
  readonly promptsPerStep: number;
  /** Rollouts of each prompt. Algorithms that compare rollouts of one prompt need 2 or more. */
  readonly samplesPerPrompt: number;
  readonly temperature: number;
  /** Passes over the samples of a step, each with an optimiser step. */
  readonly epochs: number;
  /** Probability that a revised episode gives its revised answer (B) as the conversation sample, rather than c_0 (A). */
  readonly revisedShare: number;
  /** The stage ends with the first step whose label accuracy comes to this; left out, it takes all its steps. */
  readonly untilLabelAccuracy?: number;
  /** Overrides of `reward.alpha`, `lambda`, `gamma` for this stage. */
  readonly reward: Readonly<Partial<Record<RewardCoefficient, number>>>;
  readonly agents: Readonly<Record<AgentRole, AgentTrainingConfig>>;
}

/** Trains the conversation agent on preferences between first and revised answers, gathered from rollouts. */
export interface PreferenceStageConfig {
  readonly type: 'preference';
  readonly steps: number;
  /** Rollouts of a step; those that were revised for better or worse give a pair. */
  readonly promptsPerStep: number;
  readonly temperature: number;
  /** A preference loss. */
  readonly loss: ComponentConfig;
  readonly optimiser: OptimiserConfig;
}

export type StageConfig = SupervisedStageConfig | ReinforcementStageConfig | PreferenceStageConfig;

export interface EvaluationConfig {
  readonly split: 'train' | 'held-out';
  /** Prompts an evaluation reads, at most; null is all of them. */
  readonly maxPrompts: number | null;
  /** 0 is greedy. */
  readonly temperature: number;
  /** A second pass on training prompts, for experiments that report both. 0 is none. */
  readonly trainPrompts: number;
  /** Steps between small evaluations inside a reinforcement stage; 0 is none. */
  readonly everySteps: number;
  /** Prompts of such a small evaluation. */
  readonly probePrompts: number;
  /** Judges evaluations in place of the experiment's judge, and is compared with it. */
  readonly judge?: ComponentConfig;
  /** What screens final answers; left out, nothing does. */
  readonly safeguard?: ComponentConfig;
  /** `kind`s over which each rate is taken. */
  readonly kinds: {
    readonly asr: readonly string[];
    readonly orr: readonly string[];
    readonly plainBenign: readonly string[];
  };
}

/** Threads that share the work; `auto` takes what the machine has. Results do not depend on it. */
export type WorkerSetting = 'auto' | number;

/** An experiment after composition, overrides and validation: everything a run depends on. */
export interface ExperimentConfig {
  readonly name: string;
  readonly seed: number;
  /** Packages, or paths relative to the experiment file, beside the built-in plugins. */
  readonly plugins: readonly string[];
  readonly run: {
    /** Where run folders are made, relative to the working directory. */
    readonly folder: string;
    /** What to do with a finished or started run of the same config. */
    readonly ifExists: 'resume' | 'overwrite' | 'fail';
  };
  readonly compute: { readonly backend: string; readonly workers: WorkerSetting };
  readonly dataset: ComponentConfig;
  readonly tokenizer: ComponentConfig;
  readonly judge: ComponentConfig;
  /** What supervised stages imitate; experiments without such a stage need none. */
  readonly demonstrator?: ComponentConfig;
  readonly engine: ComponentConfig;
  readonly agents: Readonly<Record<AgentRole, ComponentConfig>>;
  readonly protocol: ComponentConfig;
  readonly reward: RewardConfig;
  readonly algorithm: ComponentConfig;
  /** Left out, it is `none`. */
  readonly critic?: CriticConfig;
  /** The experiment whose final weights both agents start from; null starts from random weights. */
  readonly base: { readonly experiment: string | null };
  readonly stages: Readonly<Record<string, StageConfig>>;
  readonly evaluation: EvaluationConfig;
  readonly checkpoints: { readonly everySteps: number; readonly keep: number };
  /** Episodes kept in full in the ledger: every n-th step of a stage. */
  readonly ledger: { readonly everySteps: number };
  /** Caps for a quick look; null is none. */
  readonly limits: { readonly steps: number | null; readonly evaluationPrompts: number | null };
}
