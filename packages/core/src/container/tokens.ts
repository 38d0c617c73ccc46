import type { ServiceIdentifier } from 'inversify';
import type { ExperimentConfig } from '../config/experiment-config.ts';
import type { Algorithm } from '../contracts/algorithm.ts';
import type { Backend } from '../contracts/backend.ts';
import type { Dataset } from '../contracts/dataset.ts';
import type { Demonstrator } from '../contracts/demonstrator.ts';
import type { EngineProvider } from '../contracts/engine.ts';
import type { Judge } from '../contracts/judge.ts';
import type { Protocol } from '../contracts/protocol.ts';
import type { Reward } from '../contracts/reward.ts';
import type { Safeguard } from '../contracts/safeguard.ts';
import type { Tokenizer } from '../contracts/tokenizer.ts';
import type { RunContext } from '../plugin/component.ts';
import type { ComponentFactory } from './component-factory.ts';
import type { ExperimentParts } from './experiment-parts.ts';
import type { ExperimentModels } from './local-models.ts';

/** A key of the container that knows what it stands for, so that `get` needs no cast. */
function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol.for(`waltz/${name}`);
}

export const COMPONENTS = token<ComponentFactory>('components');
export const CONFIG = token<ExperimentConfig>('config');
export const CONTEXT = token<RunContext>('context');
export const DATASET = token<Dataset>('dataset');
export const DEMONSTRATOR = token<Demonstrator | undefined>('demonstrator');
export const TOKENIZER = token<Tokenizer>('tokenizer');
export const JUDGE = token<Judge>('judge');
export const EVALUATION_JUDGE = token<Judge | undefined>('evaluation-judge');
export const BACKEND = token<Backend>('backend');
export const LOCAL_MODELS = token<ExperimentModels>('local-models');
export const ENGINES = token<EngineProvider>('engines');
export const PROTOCOL = token<Protocol>('protocol');
export const REWARDS = token<Readonly<Record<string, Reward>>>('rewards');
export const ALGORITHM = token<Algorithm>('algorithm');
export const SAFEGUARD = token<Safeguard | undefined>('safeguard');
export const EXPERIMENT_PARTS = token<ExperimentParts>('experiment-parts');
