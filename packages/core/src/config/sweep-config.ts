import { nodeAt, toPlain, type ConfigNode, type MapNode } from './config-node.ts';
import type { ConfigProblem, ConfigSource } from './config-problem.ts';
import { didYouMean } from './nearest.ts';

/** One setting that a sweep compares with others: an experiment with these overrides. */
export interface SweepCell {
  /** `reward.alpha=0.3`, or the name of an option; of several axes joined by `, `. */
  readonly name: string;
  /** The experiment, beside the sweep's file, that it is a run of; null is that file itself. */
  readonly experiment: string | null;
  /** In the order of the axes. */
  readonly overrides: readonly string[];
  /** Where its last axis says so. */
  readonly source: ConfigSource;
}

/** A `sweep:` block: every combination of the axes, with every seed. */
export interface SweepConfig {
  readonly cells: readonly SweepCell[];
  readonly seeds: readonly number[];
  /** The name of the cell that the others are held against. */
  readonly baseline: string;
  /** Whether runs of one seed are compared prompt by prompt, or only by what they come to. */
  readonly pairBy: PairBy;
}

/** `seed` is for cells that are evaluated on different prompts. */
export type PairBy = (typeof PAIR_BY)[number];

const PAIR_BY = ['prompt', 'seed'] as const;
const KEYS = ['experiment', 'axes', 'seeds', 'baseline', 'pairBy'] as const;
const DEFAULT_SEEDS: readonly number[] = [1, 2, 3];

export const SWEEP = 'sweep';

/** One value of an axis. */
type AxisOption = SweepCell;

/**
 * Reads the `sweep:` block of a composed experiment. An axis is a dotted path with a list of values, or a name with a map of
 * options, each a list of overrides in the grammar of the command line; the word `experiment=NAME` among them says which
 * experiment is run. `problems` says all that is wrong with it.
 */
export function readSweep(sweep: ConfigNode): {
  readonly config: SweepConfig;
  readonly problems: readonly ConfigProblem[];
} {
  const problems: ConfigProblem[] = [];
  const report = (node: ConfigNode, path: string, message: string): void => {
    problems.push({ source: node.source, path: path === '' ? SWEEP : `${SWEEP}.${path}`, message });
  };
  if (sweep.kind === 'map') {
    for (const [key, node] of sweep.entries) {
      if (KEYS.some((known) => known === key)) continue;
      report(node, key, `unknown key; known: ${KEYS.join(', ')}.${didYouMean(key, KEYS)}`);
    }
  }
  const axesNode = nodeAt(sweep, ['axes']);
  const axes = axesNode?.kind === 'map' ? readAxes(axesNode, report) : [];
  if (axes.length === 0) report(axesNode ?? sweep, 'axes', AXES_WANTED);
  const experimentNode = nodeAt(sweep, ['experiment']);
  const experiment = experimentNode === undefined ? null : toPlain(experimentNode);
  if (!(experiment === null || typeof experiment === 'string')) {
    const message = `must be the name of an experiment beside this one, not ${JSON.stringify(experiment)}`;
    report(experimentNode ?? sweep, 'experiment', message);
  }
  const cells = (axes.length === 0 ? [] : axes.reduce(combined)).map((cell) => ({
    ...cell,
    experiment: cell.experiment ?? (typeof experiment === 'string' ? experiment : null),
  }));

  const names = cells.map(({ name }) => name);
  const seedsNode = nodeAt(sweep, ['seeds']);
  const baselineNode = nodeAt(sweep, ['baseline']);
  const pairByNode = nodeAt(sweep, ['pairBy']);
  const seeds = seedsNode === undefined ? DEFAULT_SEEDS : toPlain(seedsNode);
  const baseline = baselineNode === undefined ? (names[0] ?? '') : toPlain(baselineNode);
  const pairBy = pairByNode === undefined ? 'prompt' : toPlain(pairByNode);
  if (!isSeeds(seeds)) {
    const message = `must be a list of different whole numbers of at least 0, not ${JSON.stringify(seeds)}`;
    report(seedsNode ?? sweep, 'seeds', message);
  }
  if (names.length > 0 && !names.some((name) => name === baseline)) {
    const near = didYouMean(String(baseline), names);
    const message = `there is no cell ${JSON.stringify(baseline)}; there are: ${names.join('; ')}.${near}`;
    report(baselineNode ?? sweep, 'baseline', message);
  }
  if (!isPairBy(pairBy)) {
    const near = didYouMean(String(pairBy), PAIR_BY);
    const message = `must be one of ${PAIR_BY.join(', ')}, not ${JSON.stringify(pairBy)}.${near}`;
    report(pairByNode ?? sweep, 'pairBy', message);
  }
  const config: SweepConfig = {
    cells,
    seeds: isSeeds(seeds) ? seeds : DEFAULT_SEEDS,
    baseline: String(baseline),
    pairBy: isPairBy(pairBy) ? pairBy : 'prompt',
  };
  return { config, problems };
}

const AXES_WANTED =
  'must name at least one axis: a path with a list of values (reward.alpha: [0.3, 0.65]), ' +
  'or a name with a map of options, each a list of overrides (variant: { full: [], ungated: [a.b=1] })';

type Report = (node: ConfigNode, path: string, message: string) => void;

function readAxes(axes: MapNode, report: Report): readonly (readonly AxisOption[])[] {
  return [...axes.entries].flatMap(([axis, node]) => {
    const options = node.kind === 'map' ? namedOptions(axis, node, report) : valuesOf(axis, node);
    if (options.length > 0) return [options];
    report(
      node,
      `axes.${axis}`,
      'must be a list of values, or a map of options, with at least one in it',
    );
    return [];
  });
}

function valuesOf(axis: string, node: ConfigNode): readonly AxisOption[] {
  if (node.kind !== 'list') return [];
  return node.items.map((item) => {
    const word = `${axis}=${JSON.stringify(toPlain(item))}`;
    return { name: word, experiment: null, overrides: [word], source: node.source };
  });
}

function namedOptions(axis: string, node: MapNode, report: Report): readonly AxisOption[] {
  return [...node.entries].map(([name, option]) => {
    const words = toPlain(option);
    if (isWords(words)) return { name, ...experimentIn(words), source: option.source };
    const message = `must be a list of overrides, for example ["reward.alpha=0.3"], or [] for none, not ${JSON.stringify(words)}`;
    report(option, `axes.${axis}.${name}`, message);
    return { name, experiment: null, overrides: [], source: option.source };
  });
}

const EXPERIMENT_WORD = 'experiment=';

/** Takes the word that names an experiment out of the overrides. */
function experimentIn(words: readonly string[]): Pick<AxisOption, 'experiment' | 'overrides'> {
  const isName = (word: string): boolean => word.startsWith(EXPERIMENT_WORD);
  return {
    experiment: words.findLast(isName)?.slice(EXPERIMENT_WORD.length) ?? null,
    overrides: words.filter((word) => !isName(word)),
  };
}

/** Every option of one axis with every option of the next. */
function combined(
  before: readonly AxisOption[],
  axis: readonly AxisOption[],
): readonly AxisOption[] {
  return before.flatMap((one) =>
    axis.map((other) => ({
      name: `${one.name}, ${other.name}`,
      experiment: other.experiment ?? one.experiment,
      overrides: [...one.overrides, ...other.overrides],
      source: other.source,
    })),
  );
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string');
}

function isSeeds(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((seed) => Number.isInteger(seed) && Number(seed) >= 0) &&
    new Set(value).size === value.length
  );
}

function isPairBy(value: unknown): value is PairBy {
  return PAIR_BY.some((known) => known === value);
}

/** `root` without its `sweep:` block: what one of its runs is. */
export function withoutSweep(root: MapNode): MapNode {
  const entries = new Map(root.entries);
  entries.delete(SWEEP);
  return { ...root, entries };
}

/** The keys of the block, for overrides of what the file leaves to its default. */
export const SWEEP_KEYS: readonly string[] = KEYS;
