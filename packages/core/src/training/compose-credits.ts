import type {
  ProductConfig,
  ReinforcementStageConfig,
  RewardCoefficient,
  RewardConfig,
} from '../config/experiment-config.ts';
import type { AgentRole, Turn } from '../contracts/episode.ts';
import type { JudgedEpisode } from '../contracts/judge.ts';
import type { Credit, CreditProduct, RewardTerm } from '../contracts/reward.ts';
import type { TermsByReward } from './score-rewards.ts';

export type Coefficients = Readonly<Record<RewardCoefficient, number>>;

/** `[episode][turn]`: what each turn of each episode earned. */
export type Credits = readonly (readonly Credit[])[];

type FactorValue = RewardTerm['value'];

type Term = Pick<RewardTerm, 'value' | 'evidence'>;

/** alpha, lambda and gamma of a stage: the experiment's, where the stage does not say otherwise. */
export function coefficientsOf(
  { alpha, lambda, gamma }: RewardConfig,
  overrides: ReinforcementStageConfig['reward'],
): Coefficients {
  return { alpha, lambda, gamma, ...overrides };
}

/**
 * Adds the rewards of every turn up as the experiment declares it: a sum of products, each a weight times its
 * factors. The paper's R_f is declared so (eq. 2): alpha · DIR · label + lambda · label + gamma · format.
 *
 * A product with a factor that does not apply (null, or no term at all) is left out. A product with a factor that
 * could not be scored makes the turn's total unscored: it must not be learned from.
 * Throws when a product names a reward that the experiment does not have.
 */
export function composeCredits(
  batch: readonly JudgedEpisode[],
  terms: TermsByReward,
  composition: RewardConfig['composition'],
  coefficients: Coefficients,
): Credits {
  const termOf = indexTerms(terms);
  const productsOf = {
    conversation: inNameOrder(composition.conversation),
    feedback: inNameOrder(composition.feedback),
  };
  return batch.map(({ episode: { turns } }, episode) =>
    turns.map((turn): Credit => {
      const agent = authorOf(turn);
      const evidence: Record<string, string> = {};
      const products = productsOf[agent].map(([name, product]) =>
        multiply(name, product, coefficients, (reward) => {
          const ofReward = termOf.get(reward);
          if (ofReward === undefined) throw unknownReward(agent, name, reward, termOf.keys());
          const term = ofReward.get(turnKey(episode, agent, turn.round));
          if (term?.evidence !== undefined) evidence[reward] = term.evidence;
          return term?.value ?? null;
        }),
      );
      const credit = { episode, agent, round: turn.round, products, total: totalOf(products) };
      return Object.keys(evidence).length === 0 ? credit : { ...credit, evidence };
    }),
  );
}

/** Configs that differ in the order of keys alone are one config: neither sums nor ledger may differ then. */
function inNameOrder<Value>(
  record: Readonly<Record<string, Value>>,
): readonly (readonly [string, Value])[] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Which agent wrote a turn. */
export function authorOf({ kind }: Turn): AgentRole {
  return kind === 'response' ? 'conversation' : 'feedback';
}

function multiply(
  name: string,
  { weight, factors }: ProductConfig,
  coefficients: Coefficients,
  factor: (reward: string) => FactorValue,
): CreditProduct {
  const weightValue = typeof weight === 'number' ? weight : coefficients[weight];
  const factorValues = factors.map((reward) => [reward, factor(reward)] as const);
  const numbers = factorValues
    .map(([, value]) => value)
    .filter((value) => typeof value === 'number');
  return {
    name,
    weight: weightValue,
    factors: Object.fromEntries(factorValues),
    value:
      numbers.length === factors.length
        ? numbers.reduce((product, value) => product * value, weightValue)
        : null,
  };
}

function totalOf(products: readonly CreditProduct[]): Credit['total'] {
  return products.some(isUnscored)
    ? 'unscored'
    : products.reduce((total, { value }) => total + (value ?? 0), 0);
}

/** Whether a product applies to its turn but rests on a failed judgement. */
function isUnscored({ factors }: CreditProduct): boolean {
  const values = Object.values(factors);
  return values.includes('unscored') && !values.includes(null);
}

/** `[reward][turn]` terms, for one look-up a factor. */
function indexTerms(terms: TermsByReward): ReadonlyMap<string, ReadonlyMap<string, Term>> {
  return new Map(
    Object.entries(terms).map(([reward, ofReward]) => [
      reward,
      new Map(
        ofReward.map((term) => [turnKey(term.episode, term.agent, term.round), term] as const),
      ),
    ]),
  );
}

function turnKey(episode: number, agent: AgentRole, round: number): string {
  return `${episode} ${agent} ${round}`;
}

function unknownReward(
  agent: AgentRole,
  product: string,
  reward: string,
  known: Iterable<string>,
): Error {
  return new Error(
    `reward.composition.${agent}.${product} names the reward "${reward}"; reward.rewards has: ${[...known].join(', ')}`,
  );
}
