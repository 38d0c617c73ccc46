import type { Schema } from 'convict';
import type { WorkerSetting } from '../config/experiment-config.ts';
import type { ConversationAgent, FeedbackAgent } from '../contracts/agent.ts';
import type { Algorithm } from '../contracts/algorithm.ts';
import type { Backend } from '../contracts/backend.ts';
import type { Classifier, LabelName } from '../contracts/classifier.ts';
import type { Dataset } from '../contracts/dataset.ts';
import type { Demonstrator } from '../contracts/demonstrator.ts';
import type { Engine, EngineProvider } from '../contracts/engine.ts';
import type { Judge } from '../contracts/judge.ts';
import type { LocalModels } from '../contracts/local-model.ts';
import type { PreferenceLoss } from '../contracts/preference-loss.ts';
import type { Protocol } from '../contracts/protocol.ts';
import type { Reward } from '../contracts/reward.ts';
import type { Safeguard } from '../contracts/safeguard.ts';
import type { Tokenizer } from '../contracts/tokenizer.ts';
import type { Revisions } from '../run/revisions.ts';

/** What every component may know of the run that it is made for. */
export interface RunContext {
  readonly seed: number;
  /** Folder of the experiment file: relative paths in options start here. */
  readonly folder: string;
  /** For what a user should read once: a fallback that was taken, a row that was skipped. */
  readonly notice: (message: string) => void;
  /** What names that may move have meant to the run so far; where it is left out, nothing is remembered. */
  readonly revisions?: Revisions;
}

/** What judges, and what they hold, are given: they may ask models of this process. */
export interface JudgingContext extends RunContext {
  readonly localModels: LocalModels;
}

/** The kinds of component: what each must be, and what it is given besides its options. */
export interface ComponentKinds {
  backend: { is: Backend; given: RunContext };
  dataset: { is: Dataset; given: RunContext };
  /** `corpus`: every text that has to be expressed. */
  tokenizer: { is: Tokenizer; given: RunContext & { readonly corpus: readonly string[] } };
  judge: { is: Judge; given: JudgingContext };
  classifier: { is: Classifier; given: JudgingContext };
  demonstrator: { is: Demonstrator; given: RunContext };
  engine: {
    is: EngineProvider;
    given: RunContext & {
      readonly tokenizer: Tokenizer;
      readonly backend: Backend;
      readonly workers: WorkerSetting;
    };
  };
  'conversation-agent': {
    is: ConversationAgent;
    given: RunContext & { readonly tokenizer: Tokenizer; readonly engine: Engine };
  };
  /** `judge`: for an agent that knows the truth, as the oracle of Table 1 does. */
  'feedback-agent': {
    is: FeedbackAgent;
    given: RunContext & {
      readonly tokenizer: Tokenizer;
      readonly engine: Engine;
      readonly judge: Judge;
    };
  };
  protocol: { is: Protocol; given: RunContext };
  reward: { is: Reward; given: RunContext };
  safeguard: { is: Safeguard; given: RunContext };
  algorithm: { is: Algorithm; given: RunContext };
  'preference-loss': { is: PreferenceLoss; given: RunContext };
}

export type ComponentKind = keyof ComponentKinds;

/** What is wrong with an option, once every option is right by itself. */
export interface OptionProblem {
  /** Path of the option, below the component. */
  readonly path: readonly string[];
  /** Read after the path: `must be …`, `names …`. */
  readonly message: string;
}

/** Finds what is wrong between options, such as a name that leads nowhere; asked before anything is made. */
export type OptionCheck<Options> = (
  options: Options,
  find: <Kind extends ComponentKind>(kind: Kind, type: string) => Component<Kind>,
) => readonly OptionProblem[];

/** A component with its option types forgotten, as the registry keeps it. */
export interface Component<Kind extends ComponentKind = ComponentKind> {
  readonly kind: Kind;
  /** What an experiment writes as `type:`. */
  readonly name: string;
  /** One sentence for `waltz plugins`. */
  readonly summary: string;
  /** Convict schema of the options. */
  readonly options: Schema<Record<string, unknown>>;
  /** Of an algorithm: whether it compares rollouts of one prompt, so that stages need `samplesPerPrompt` above 1. */
  readonly comparesRollouts?: boolean;
  /** Of an algorithm: whether it learns with a critic, so that the experiment needs one. */
  readonly learnsWithCritic?: boolean;
  /** Of a classifier: the labels that it tells with these options. */
  readonly gives?: (options: Record<string, unknown>) => readonly LabelName[];
  readonly problems?: OptionCheck<Record<string, unknown>>;
  readonly create: (
    options: Record<string, unknown>,
    context: ComponentKinds[Kind]['given'],
  ) => ComponentKinds[Kind]['is'] | Promise<ComponentKinds[Kind]['is']>;
}

/**
 * Declares one component of a plugin.
 *
 * @example
 * component('reward', 'brevity', {
 *   summary: 'Rewards answers of at most `target` tokens.',
 *   options: { target: { doc: 'Tokens.', format: 'nat', default: 12 } },
 *   create: ({ target }) => perResponse('brevity', ({ completion }) =>
 *     Number(completion.tokens.length <= target)),
 * });
 */
export function component<Kind extends ComponentKind, Options extends object>(
  kind: Kind,
  name: string,
  definition: {
    readonly summary: string;
    readonly options: Schema<Options>;
    readonly comparesRollouts?: Kind extends 'algorithm' ? boolean : never;
    readonly learnsWithCritic?: Kind extends 'algorithm' ? boolean : never;
    readonly gives?: Kind extends 'classifier' ? (options: Options) => readonly LabelName[] : never;
    readonly problems?: OptionCheck<Record<string, unknown>>;
    readonly create: (
      options: Options,
      context: ComponentKinds[Kind]['given'],
    ) => ComponentKinds[Kind]['is'] | Promise<ComponentKinds[Kind]['is']>;
  },
): Component<Kind> {
  // Config is validated against `options` before `create` is called, so the erased type is the right one again.
  return { kind, name, ...definition } as unknown as Component<Kind>;
}
