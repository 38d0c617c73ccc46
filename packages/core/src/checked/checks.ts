import type { ComponentKind, ComponentKinds } from '../plugin/component.ts';
import { checkedClassifier } from './checked-classifier.ts';
import { checkedConversationAgent, checkedFeedbackAgent } from './checked-agents.ts';
import { checkedAlgorithm } from './checked-algorithm.ts';
import { checkedDataset } from './checked-dataset.ts';
import { checkedJudge } from './checked-judge.ts';
import { checkedPreferenceLoss } from './checked-preference-loss.ts';
import { checkedProtocol } from './checked-protocol.ts';
import { checkedReward } from './checked-reward.ts';
import { ComponentFault, type ComponentOrigin } from './component-fault.ts';

interface Check<Kind extends ComponentKind> {
  /** What the component must be able to do; a plugin in plain JavaScript may have forgotten it. */
  readonly methods: readonly (keyof ComponentKinds[Kind]['is'] & string)[];
  /** Makes its mistakes errors that name it. */
  readonly check?: (
    made: ComponentKinds[Kind]['is'],
    origin: ComponentOrigin,
  ) => ComponentKinds[Kind]['is'];
}

type Checks = { readonly [Kind in ComponentKind]: Check<Kind> };

/** How components of each kind are held to their contract. */
const CHECKS: Checks = {
  dataset: { methods: ['prompts'], check: checkedDataset },
  tokenizer: { methods: ['encode', 'decode', 'renderChat'] },
  judge: { methods: ['label'], check: checkedJudge },
  classifier: { methods: ['classify'], check: checkedClassifier },
  demonstrator: { methods: ['lexicon', 'demonstrate'] },
  'conversation-agent': { methods: ['contextOf', 'respond'], check: checkedConversationAgent },
  'feedback-agent': { methods: ['contextOf', 'review'], check: checkedFeedbackAgent },
  protocol: { methods: ['play'], check: checkedProtocol },
  reward: { methods: ['score'], check: checkedReward },
  safeguard: { methods: ['screen'] },
  algorithm: { methods: ['advantages', 'loss'], check: checkedAlgorithm },
  'preference-loss': { methods: ['loss'], check: checkedPreferenceLoss },
  engine: { methods: ['open'] },
  backend: { methods: ['probe', 'activate'] },
};

/** `made`, held to the contract of its kind. Throws a `ComponentFault` when it lacks a method of it. */
export function heldToContract<Kind extends ComponentKind>(
  kind: Kind,
  made: ComponentKinds[Kind]['is'],
  origin: ComponentOrigin,
): ComponentKinds[Kind]['is'] {
  const { methods, check }: Checks[Kind] = CHECKS[kind];
  const record = Object(made) as Readonly<Record<string, unknown>>;
  const missing = methods.find((method) => typeof record[method] !== 'function');
  if (missing !== undefined) {
    const mend = `A ${kind} has ${methods.map((method) => `${method}()`).join(', ')}: its create has to return one`;
    throw new ComponentFault(origin, `has no ${missing}()`, mend);
  }
  return check ? check(made, origin) : made;
}
