import { addWork, NO_WORK, type ModelSize, type TokenWork } from '@waltz/core';
import { count } from '../page/numbers.ts';
import { modelSizeIn } from '../run/read-work.ts';
import type { RunRecord } from '../run/run-record.ts';
import type { WordTable } from '../word-table.ts';
import {
  agentCosts,
  feedbackOverhead,
  type AgentCost,
  type FeedbackOverhead,
} from './agent-cost.ts';
import { KNOWN_MODELS } from './known-models.ts';
import { operations, parameters } from './large-numbers.ts';
import { parameterCount, phaseFlops } from './transformer-flops.ts';

const FORMULA =
  'FLOPs: 2 for each weight and token forward, twice that backward (Kaplan et al., 2020, section 2.1), and 4 · width for ' +
  'each layer and pair of tokens in attention; the embedding look-up is free, and only completions are projected to the ' +
  'vocabulary, those that a critic values not even that.';

/**
 * What a run cost by agent and phase, what feedback adds to answering, and what the same tokens would cost models of other
 * sizes. None of a run that is older than these records.
 */
export function costTables({ work, environment }: RunRecord): readonly WordTable[] {
  const size = modelSizeIn(environment);
  const costs = agentCosts(work, size);
  if (costs.length === 0) return [];
  const overhead = feedbackOverhead(work);
  return [
    agentTable(costs),
    ...(overhead === null ? [] : [overheadTable(overhead, size)]),
    projectionTable(costs, overhead, size),
  ];
}

function agentTable(costs: readonly AgentCost[]): WordTable {
  const row = (name: readonly string[], seconds: number, flops: number | null): string[] => [
    ...name,
    seconds.toFixed(1),
    flops === null ? '–' : operations(flops),
    flops === null || seconds === 0 ? '–' : operations(flops / seconds),
  ];
  const seconds = sum(costs.map((cost) => cost.seconds));
  const flops = costs.some((cost) => cost.flops === null)
    ? null
    : sum(costs.map((cost) => cost.flops ?? 0));
  return {
    title: 'Cost by agent and phase',
    caption:
      'Of the weights of each agent, those of its reference included, and of critics. Context: tokens that were only read; ' +
      'completion: tokens sampled, scored, valued or learned. Sampling and evaluations are what the engine took, without ' +
      'judge and rules. ' +
      FORMULA,
    columns: ['agent', 'phase', 'context', 'completion', 'seconds', 'FLOP', 'FLOP/s'],
    rows: [
      ...costs.map((cost) => {
        const { policy, phase, during, contextTokens, completionTokens } = cost;
        const name = during === 'evaluation' ? `evaluation, ${phase}` : phase;
        return row(
          [policy, name, count(contextTokens), count(completionTokens)],
          cost.seconds,
          cost.flops,
        );
      }),
      row(['all', '', '', ''], seconds, flops),
    ],
  };
}

function overheadTable(
  { evaluation, prompts, parts }: FeedbackOverhead,
  size: ModelSize | null,
): WordTable {
  const alone = parts.find(({ name }) => name === 'first answer');
  const whole = {
    name: 'all',
    work: parts.reduce((total, { work }) => addWork(total, work), NO_WORK),
    seconds: sum(parts.map(({ seconds }) => seconds)),
  };
  const sampleFlops = (work: TokenWork) => size && phaseFlops(size, 'sample', work);
  const times = (own: number, base: number | undefined): string =>
    base === undefined || base === 0 ? '–' : `${(own / base).toFixed(2)}×`;
  return {
    title: 'What feedback adds to answering',
    caption:
      `The ${evaluation} evaluation, ${count(prompts)} prompts; tokens, FLOPs and milliseconds a prompt. First answers are ` +
      'what one agent alone would have given; × compares with them, in FLOPs where the sizes are known, else in tokens. ' +
      'Milliseconds of answers and revisions are those of the conversation agent, shared out by tokens.',
    columns: ['part', 'turns', 'context', 'completion', 'FLOP', 'ms', '×'],
    rows: [...parts, whole].map(({ name, work, seconds }) => {
      const flops = sampleFlops(work);
      const ratio =
        flops === null
          ? times(tokensOf(work), alone && tokensOf(alone.work))
          : times(flops, alone && (sampleFlops(alone.work) ?? undefined));
      return [
        name,
        count(work.sequences),
        (work.contextTokens / prompts).toFixed(1),
        (work.completionTokens / prompts).toFixed(1),
        flops === null ? '–' : operations(flops / prompts),
        ((1000 * seconds) / prompts).toFixed(1),
        ratio,
      ];
    }),
  };
}

/** Prompts of a projected answer. */
const THOUSAND = 1000;

function projectionTable(
  costs: readonly AgentCost[],
  overhead: FeedbackOverhead | null,
  own: ModelSize | null,
): WordTable {
  const models = [...(own === null ? [] : [{ name: 'this model', size: own }]), ...KNOWN_MODELS];
  const training = costs.filter(({ during }) => during === 'training');
  return {
    title: 'Projection to other sizes and more prompts',
    caption:
      'FLOPs of the same tokens in models of these sizes: training as long as this run, with ten times the prompts, and ' +
      'answering a thousand prompts like those of the evaluation. Texts of real prompts are far longer than those of a toy. ' +
      'FLOPs are counted as above; divided by what a machine reaches, they are seconds.',
    columns: [
      'model',
      'weights',
      'training',
      'training × 10',
      '1,000 answers alone',
      '1,000 with feedback',
    ],
    rows: models.map(({ name, size }) => {
      const trained = sum(training.map((cost) => phaseFlops(size, cost.phase, cost)));
      const answers = (wanted: (turn: string) => boolean): string => {
        if (overhead === null) return '–';
        const parts = overhead.parts.filter((part) => wanted(part.name));
        const flops = sum(parts.map(({ work }) => phaseFlops(size, 'sample', work)));
        return operations((THOUSAND * flops) / overhead.prompts);
      };
      return [
        name,
        parameters(parameterCount(size)),
        trained === 0 ? '–' : operations(trained),
        trained === 0 ? '–' : operations(10 * trained),
        answers((turn) => turn === 'first answer'),
        answers(() => true),
      ];
    }),
  };
}

function tokensOf({ contextTokens, completionTokens }: TokenWork): number {
  return contextTokens + completionTokens;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
