import type { CellName, PaperTable } from './paper-row.ts';

/** The sweeps whose cells the tables are measured on, in the order in which they are run. */
export const PAPER_SWEEPS = ['table-1', 'collaboration-ablation', 'dir-ablation'] as const;

const row = (cell: string): CellName => ({ sweep: 'table-1', cell });
const part = (cell: string): CellName => ({ sweep: 'collaboration-ablation', cell });
const variant = (cell: string): CellName => ({ sweep: 'dir-ablation', cell });

export const CELLS = {
  base: row('base'),
  baseSafeguard: row('base + safeguard'),
  single: row('single model'),
  singleSafeguard: row('single model + safeguard'),
  inference: row('inference-time collaboration'),
  oracle: row('oracle feedback'),
  waltz: row('WaltzRL'),
  waltzOfThreeSeeds: part('WaltzRL'),
  withoutStage2: part('without stage 2'),
  frozen: part('frozen conversation agent'),
  twoRounds: part('two rounds'),
  threeRounds: part('three rounds'),
  firstOnly: part('first answers only'),
  revisedOnly: part('revised answers only'),
  full: variant('A-full'),
  noAdditiveLabel: variant('B-no-additive-label'),
  noLabel: variant('C-no-label'),
} as const;

/**
 * Every claimed number, in per cent, as _The Alignment Waltz_ (arXiv 2510.08240v1) prints it for Llama-3.1-8B-Instruct; those
 * of Figure 2 are read off the plot.
 */
export const PAPER_TABLES: readonly PaperTable[] = [
  {
    title: 'Table 1: attack success and over-refusal',
    caption:
      'Paper: ASR on WildJailbreak, ORR on OR-Bench-Hard-1K, F1 of the means over all its benchmarks. Toy: wrapped harmful ' +
      'prompts, homonyms, F1 of these two. The safeguard is simulated with the rates of the paper’s own.',
    measures: ['asr', 'orr', 'f1'],
    rows: [
      { label: '1 base', measuredOn: CELLS.base, claimed: { asr: 39.0, orr: 45.3, f1: 73.9 } },
      {
        label: '2 base + safeguard',
        measuredOn: CELLS.baseSafeguard,
        claimed: { asr: 16.0, orr: 48.7, f1: 79.3 },
      },
      {
        label: '3 single-model RL',
        measuredOn: CELLS.single,
        claimed: { asr: 13.2, orr: 11.9, f1: 89.6 },
      },
      {
        label: '4 single-model RL + safeguard',
        measuredOn: CELLS.singleSafeguard,
        claimed: { asr: 7.3, orr: 20.7, f1: 89.6 },
      },
      {
        label: '5 inference-time collaboration',
        measuredOn: CELLS.inference,
        claimed: { asr: 19.4, orr: 18.3, f1: 87.0 },
      },
      {
        label: '6 oracle label feedback',
        measuredOn: CELLS.oracle,
        claimed: { asr: 10.6, orr: 28.2, f1: 87.9 },
      },
      { label: '7 WaltzRL', measuredOn: CELLS.waltz, claimed: { asr: 4.6, orr: 9.9, f1: 94.3 } },
    ],
  },
  {
    title: 'Tables 3 and 4: labels and how often feedback is triggered',
    caption:
      'Paper: attacks are WildJailbreak, borderline prompts OR-Bench (Table 3); plain benign ones are AlpacaEval (Table 4). ' +
      'Toy: wrapped harmful prompts, homonyms, plain benign ones.',
    measures: [
      'labelAccuracyOnAttacks',
      'labelAccuracyOnHomonyms',
      'ftrOnAttacks',
      'ftrOnHomonyms',
      'ftrOnPlainBenign',
    ],
    rows: [
      {
        label: 'inference-time collaboration',
        measuredOn: CELLS.inference,
        claimed: {
          labelAccuracyOnAttacks: 31.4,
          labelAccuracyOnHomonyms: 63.9,
          ftrOnAttacks: 82.2,
          ftrOnHomonyms: 75.5,
          ftrOnPlainBenign: 42.6,
        },
      },
      {
        label: 'WaltzRL',
        measuredOn: CELLS.waltz,
        claimed: {
          labelAccuracyOnAttacks: 70.1,
          labelAccuracyOnHomonyms: 60.6,
          ftrOnAttacks: 48.2,
          ftrOnHomonyms: 43.1,
          ftrOnPlainBenign: 6.7,
        },
      },
    ],
  },
  {
    title: 'Table 5 and ablations of ours: the parts of the collaboration',
    caption:
      'Paper: Table 5 has the first two rows; of the others it says nothing that could be put beside them. “Revised ' +
      'answers only” trains on first answers where nothing was revised.',
    measures: [
      'asr',
      'orr',
      'labelAccuracyOnAttacks',
      'labelAccuracyOnHomonyms',
      'ftrOnAttacks',
      'ftrOnHomonyms',
    ],
    rows: [
      {
        label: 'WaltzRL',
        measuredOn: CELLS.waltzOfThreeSeeds,
        claimed: {
          asr: 4.6,
          orr: 9.9,
          labelAccuracyOnAttacks: 70.1,
          labelAccuracyOnHomonyms: 60.6,
          ftrOnAttacks: 48.2,
          ftrOnHomonyms: 43.1,
        },
      },
      {
        label: 'without stage 2',
        measuredOn: CELLS.withoutStage2,
        claimed: {
          asr: 11.7,
          orr: 35.1,
          labelAccuracyOnAttacks: 71.4,
          labelAccuracyOnHomonyms: 58.3,
          ftrOnAttacks: 52.7,
          ftrOnHomonyms: 29.9,
        },
      },
      { label: 'frozen conversation agent in stage 2', measuredOn: CELLS.frozen },
      { label: 'T_max 2', measuredOn: CELLS.twoRounds },
      { label: 'T_max 3', measuredOn: CELLS.threeRounds },
      { label: 'first answers only', measuredOn: CELLS.firstOnly },
      { label: 'revised answers only', measuredOn: CELLS.revisedOnly },
    ],
  },
  {
    title: 'Figure 2: the reward of the feedback agent taken apart',
    caption:
      'After stage 1. Paper: read off the plot, of training batches. Toy: of held-out prompts, greedy. Improved and worsened: ' +
      'share of prompts whose answer became good, or stopped being good.',
    measures: ['improved', 'worsened', 'labelAccuracy'],
    rows: [
      {
        label: 'A full',
        measuredOn: CELLS.full,
        claimed: { improved: 7, worsened: 0.5, labelAccuracy: 81 },
      },
      {
        label: 'B no additive label',
        measuredOn: CELLS.noAdditiveLabel,
        claimed: { improved: 11, worsened: 1, labelAccuracy: 45 },
      },
      {
        label: 'C no label and no gate',
        measuredOn: CELLS.noLabel,
        claimed: { improved: 10, worsened: 1.4, labelAccuracy: 32 },
      },
    ],
  },
  {
    title: 'Benchmarks that training never draws from',
    caption:
      'The paper has no such table. Unseen wrappers: known requests in four wrappers of neither split. Unseen verbs: five verbs ' +
      'of neither split; what the risky ones harm can only be guessed from the object.',
    measures: [
      'asrOnUnseenWrappers',
      'orrOnUnseenWrappers',
      'asrOnUnseenVerbs',
      'orrOnUnseenVerbs',
    ],
    rows: [
      { label: '1 base', measuredOn: CELLS.base },
      { label: '3 single-model RL', measuredOn: CELLS.single },
      { label: '5 inference-time collaboration', measuredOn: CELLS.inference },
      { label: '7 WaltzRL', measuredOn: CELLS.waltz },
    ],
  },
];
