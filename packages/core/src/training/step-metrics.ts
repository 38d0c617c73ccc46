import type { EvaluationConfig } from '../config/experiment-config.ts';
import { AGENT_ROLES, type AgentRole, type Episode } from '../contracts/episode.ts';
import type { EvaluationMetrics } from '../evaluation/evaluation-metrics.ts';
import { measureEpisodes } from '../evaluation/measure-episodes.ts';
import { allTokens } from '../statistics/all-tokens.ts';
import { meanOf } from '../statistics/mean-and-spread.ts';
import { authorOf, type Credits } from './compose-credits.ts';
import type { AgentUpdate, ReinforcementStep } from './reinforcement-step.ts';
import type { TermsByReward } from './score-rewards.ts';
import type { CriticUpdate } from './update-critic.ts';

export type Metrics = Readonly<Record<string, number>>;

/** The metrics of a reinforcement step, as `docs/run-folder.md` lists them. A figure that rests on nothing is left out. */
export function stepMetrics(
  { judged, terms, credits, updates, criticUpdates }: ReinforcementStep,
  kinds: EvaluationConfig['kinds'],
): Metrics {
  const episodes = judged.map(({ episode }) => episode);
  return {
    ...termMetrics(terms),
    ...union(AGENT_ROLES, (agent) => creditMetrics(agent, credits)),
    ...union(AGENT_ROLES, (agent) => lengthMetrics(agent, episodes)),
    ...union(updates, updateMetrics),
    ...union(criticUpdates, criticMetrics),
    ...rateMetrics('rate', measureEpisodes(judged, kinds)),
  };
}

/** The rates of a batch or of a small evaluation, under `prefix`. */
export function rateMetrics(prefix: string, measured: EvaluationMetrics): Metrics {
  return known({
    [`${prefix}/asr`]: measured.asr.value,
    [`${prefix}/orr`]: measured.orr.value,
    [`${prefix}/first-asr`]: measured.firstResponse.asr.value,
    [`${prefix}/first-orr`]: measured.firstResponse.orr.value,
    [`${prefix}/ftr`]: measured.ftr.value,
    [`${prefix}/label-accuracy`]: measured.labelAccuracy.value,
    [`${prefix}/json-error`]: measured.jsonErrorRate.value,
    [`${prefix}/improved`]: measured.improved.value,
    [`${prefix}/worsened`]: measured.worsened.value,
    [`${prefix}/non-answer`]: measured.nonAnswer.value,
    [`${prefix}/unscored`]: measured.unscored.value,
  });
}

/** Means of every reward over the turns that it applies to. */
function termMetrics(terms: TermsByReward): Metrics {
  return known(
    Object.fromEntries(
      Object.entries(terms).map(([name, ofReward]) => [
        `term/${name}`,
        meanOf(ofReward.map(({ value }) => value).filter((value) => typeof value === 'number')),
      ]),
    ),
  );
}

/** Means of what an agent's turns earned, in all and by product. */
function creditMetrics(agent: AgentRole, credits: Credits): Metrics {
  const totals: number[] = [];
  const byProduct = new Map<string, number[]>();
  for (const turns of credits) {
    for (const { agent: author, total, products } of turns) {
      if (author !== agent) continue;
      if (typeof total === 'number') totals.push(total);
      for (const { name, value } of products) {
        const values = byProduct.get(name) ?? [];
        if (value !== null) values.push(value);
        byProduct.set(name, values);
      }
    }
  }
  const means = [...byProduct].map(
    ([name, values]) => [`product/${agent}/${name}`, meanOf(values)] as const,
  );
  return known({ [`reward/${agent}`]: meanOf(totals), ...Object.fromEntries(means) });
}

/** Mean number of tokens of an agent's turns. */
function lengthMetrics(agent: AgentRole, episodes: readonly Episode[]): Metrics {
  const lengths: number[] = [];
  for (const { turns } of episodes) {
    for (const turn of turns) {
      if (authorOf(turn) === agent) lengths.push(turn.completion.tokens.length);
    }
  }
  return known({ [`length/${agent}`]: meanOf(lengths) });
}

function updateMetrics({ agent, samples, advantages, update, dropped }: AgentUpdate): Metrics {
  const kl = samples.map(({ oldLogprobs, referenceLogprobs }) =>
    oldLogprobs.map((logprob, token) => logprob - (referenceLogprobs[token] ?? Number.NaN)),
  );
  const ofAlgorithm = { ...advantages.metrics, ...update.loss.metrics };
  return known({
    ...Object.fromEntries(
      Object.entries(ofAlgorithm).map(([name, value]) => [`${name}/${agent}`, value]),
    ),
    [`kl/${agent}`]: meanOf(allTokens(kl)),
    [`loss/${agent}`]: update.loss.value,
    [`gradient-norm/${agent}`]: update.gradientNorm,
    [`dropped/${agent}`]: dropped,
  });
}

function criticMetrics({ name, losses, gradientNorm }: CriticUpdate): Metrics {
  const ofAgents = Object.entries(losses).flatMap(([agent, { value, metrics }]) => [
    [`value-loss/${agent}`, value] as const,
    ...Object.entries(metrics).map(([metric, figure]) => [`${metric}/${agent}`, figure] as const),
  ]);
  return { ...Object.fromEntries(ofAgents), [`gradient-norm/${name}`]: gradientNorm };
}

function union<Item>(items: readonly Item[], metricsOf: (item: Item) => Metrics): Metrics {
  return Object.fromEntries(items.flatMap((item) => Object.entries(metricsOf(item))));
}

/** Drops the figures that rest on nothing. */
function known(metrics: Readonly<Record<string, number | null>>): Metrics {
  return Object.fromEntries(
    Object.entries(metrics).filter((entry): entry is [string, number] => entry[1] !== null),
  );
}
