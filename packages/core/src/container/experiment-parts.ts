import type { ComponentConfig, ExperimentConfig } from '../config/experiment-config.ts';
import type { Agents } from '../contracts/agent.ts';
import type { Algorithm } from '../contracts/algorithm.ts';
import type { Backend } from '../contracts/backend.ts';
import type { Dataset } from '../contracts/dataset.ts';
import type { Demonstrator } from '../contracts/demonstrator.ts';
import type { Engine, EngineProvider } from '../contracts/engine.ts';
import type { AgentRole } from '../contracts/episode.ts';
import type { Judge } from '../contracts/judge.ts';
import type { PreferenceLoss } from '../contracts/preference-loss.ts';
import type { Protocol } from '../contracts/protocol.ts';
import type { Reward } from '../contracts/reward.ts';
import type { Safeguard } from '../contracts/safeguard.ts';
import type { Tokenizer } from '../contracts/tokenizer.ts';
import type { RunContext } from '../plugin/component.ts';

/** Everything that an experiment is made of, built from its config; the loops take it as plain arguments. */
export interface ExperimentParts {
  readonly config: ExperimentConfig;
  readonly context: RunContext;
  readonly dataset: Dataset;
  readonly tokenizer: Tokenizer;
  /** The judge whose verdicts are learned from. */
  readonly judge: Judge;
  /** The judge of evaluations; undefined when they have the same one. */
  readonly evaluationJudge?: Judge | undefined;
  /** What supervised stages imitate; undefined where there is none. */
  readonly demonstrator?: Demonstrator | undefined;
  /** Already active. */
  readonly backend: Backend;
  readonly engines: EngineProvider;
  /** The two agents, each on its own engine; both engines may be the same one. */
  createAgents(engines: Readonly<Record<AgentRole, Engine>>): Promise<Agents>;
  readonly protocol: Protocol;
  /** By name under `reward.rewards`. */
  readonly rewards: Readonly<Record<string, Reward>>;
  readonly algorithm: Algorithm;
  /** What a preference stage learns by, as its config names it. */
  createPreferenceLoss(config: ComponentConfig): Promise<PreferenceLoss>;
  /** What screens the final answers of evaluations; undefined when nothing does. */
  readonly safeguard?: Safeguard | undefined;
  /** Frees the weights of models that judges asked in this process; asked again, they are read again. */
  closeLocalModels(): Promise<void>;
}
