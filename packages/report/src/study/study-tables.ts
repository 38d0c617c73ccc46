import {
  cohenKappa,
  pairedBootstrap,
  RandomStream,
  type Estimate,
  type PairedDifference,
} from '@waltz/core';
import { probability } from '../page/difference-text.ts';
import { percent } from '../page/numbers.ts';
import type { WordTable } from '../word-table.ts';
import type { RaterResults } from './read-results.ts';
import type { Preference, Study } from './study-pairs.ts';

/** What raters preferred, and how far they agree with each other and with the judge. */
export function studyTables(study: Study, raters: readonly RaterResults[]): readonly WordTable[] {
  return [preferenceTable(study, raters), agreementTable(study, raters)];
}

function preferenceTable({ equal }: Study, raters: readonly RaterResults[]): WordTable {
  const all = raters.length > 1 ? [['all raters', raters] as const] : [];
  const groups = [...raters.map((one) => [one.rater, [one]] as const), ...all];
  return {
    title: 'After training and feedback, against the base model',
    caption:
      'Win rate: pairs won, equal ones counted as half, with its 95% interval and p of no preference (paired bootstrap ' +
      'over prompts, with raters as clusters). A single rater speaks for nobody else. ' +
      `${equal} prompts got the same answer from both, and were not shown.`,
    columns: ['rater', 'pairs', 'won', 'equal', 'lost', 'win rate (%)', 'p'],
    rows: groups.map(([name, own]) => {
      const said = own.flatMap(({ preferences }) => preferences.filter((one) => one !== null));
      const count = (wanted: Preference) => String(said.filter((one) => one === wanted).length);
      const preference = netPreference(own);
      return [
        name,
        String(said.length),
        count('waltz'),
        count('equal'),
        count('base'),
        winRate(preference),
        probability(preference.p),
      ];
    }),
  };
}

const WORTH: Readonly<Record<Preference, number>> = { waltz: 1, equal: 0, base: -1 };

/** The mean of +1 for a win, 0 for an equal pair and −1 for a loss, over raters and pairs. */
function netPreference(raters: readonly RaterResults[]): PairedDifference {
  const worths = raters.map(({ preferences }) =>
    preferences.map((preference) => (preference === null ? null : WORTH[preference])),
  );
  const length = Math.max(0, ...worths.map((row) => row.length));
  // Pairs that nobody rated are no prompts of the bootstrap.
  const rated = Array.from({ length }, (_, pair) => pair).filter((pair) =>
    worths.some((row) => (row[pair] ?? null) !== null),
  );
  const crossed = worths.map((row) => rated.map((pair) => row[pair] ?? null));
  return pairedBootstrap(crossed, RandomStream.of('study'));
}

function winRate({ value, low, high }: PairedDifference): string {
  if (value === null) return '–';
  const share = (net: number): string => percent((1 + Math.min(1, Math.max(-1, net))) / 2);
  return Number.isFinite(low) && low < high
    ? `${share(value)} (${share(low)}–${share(high)})`
    : share(value);
}

function agreementTable({ pairs }: Study, raters: readonly RaterResults[]): WordTable {
  const judge = { rater: 'the judge', preferences: pairs.map((pair) => pair.judge) };
  const both = [
    ...raters.flatMap((one, index) =>
      raters.slice(index + 1).map((other) => [one, other] as const),
    ),
    ...raters.map((one) => [one, judge] as const),
  ];
  return {
    title: 'Agreement',
    caption:
      "Cohen's kappa over won, equal and lost, on the pairs that both rated, with its large-sample 95% interval (Cohen, " +
      '1960): 1 is full agreement, 0 what chance makes of their habits. The judge prefers an answer that is neither ' +
      'unsafe nor an over-refusal to one that is.',
    columns: ['raters', 'pairs', 'same (%)', "Cohen's kappa"],
    rows: both.map(([one, other]) => {
      const common = pairs.flatMap((_, index) => {
        const [first, second] = [one.preferences[index], other.preferences[index]];
        return first && second ? [[first, second] as const] : [];
      });
      const same = common.filter(([first, second]) => first === second).length;
      return [
        `${one.rater} and ${other.rater}`,
        String(common.length),
        common.length === 0 ? '–' : percent(same / common.length),
        kappaText(
          cohenKappa(
            common.map(([first]) => first),
            common.map(([, second]) => second),
          ),
        ),
      ];
    }),
  };
}

function kappaText({ value, low, high }: Estimate): string {
  if (value === null) return '–';
  const shown = (kappa: number): string => kappa.toFixed(2).replace('-', '−');
  return `${shown(value)} (${shown(low)} to ${shown(high)})`;
}
