import type { ComponentConfig } from '../config/experiment-config.ts';
import type { Engine } from './engine.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A language model of this process that is asked and never trained. */
export interface LocalModel {
  readonly tokenizer: Tokenizer;
  /** Tokens of a context and its completion together, at most; left out where it is not known. */
  readonly maxPositions?: number;
  /**
   * Hands the engine to `work`, one piece of work at a time; the first one waits for the weights to be read.
   * Throws what `work` throws, and when the weights cannot be read.
   */
  use<Result>(work: (engine: Engine) => Promise<Result>): Promise<Result>;
}

/** A model as an experiment names it: the two components that it is made of. */
export interface LocalModelConfig {
  readonly engine: ComponentConfig;
  readonly tokenizer: ComponentConfig;
}

/** The models of this process that are no policies: those that judges ask. */
export interface LocalModels {
  /**
   * The model of that config, on the run's backend; one for all who name the same.
   * Throws when it cannot be made, as when a file is missing.
   */
  model(config: LocalModelConfig): Promise<LocalModel>;
}
