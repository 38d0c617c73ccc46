import { textAt } from './fields.ts';
import { readJsonLines, type JsonObject } from './json-files.ts';

/** The episodes that the report carries, out of all that the ledger holds. */
export interface EpisodeSample {
  readonly total: number;
  /** One JSON text an episode, in the order of the ledger. */
  readonly episodes: readonly string[];
}

interface LedgerLine {
  readonly order: number;
  readonly group: string;
  readonly json: string;
}

/**
 * Chooses episodes of the ledger at `path` until their JSON reaches `maxBytes`.
 * Every stage and outcome gives in turn, and evenly over its steps, so that what is rare is not lost among what is
 * common. The choice depends on the ledger alone.
 */
export async function sampleEpisodes(path: string, maxBytes: number): Promise<EpisodeSample> {
  const lines: LedgerLine[] = [];
  for await (const episode of readJsonLines(path)) {
    lines.push({ order: lines.length, group: groupOf(episode), json: compactJson(episode) });
  }
  const chosen: LedgerLine[] = [];
  let bytes = 0;
  for (const line of takeTurns(groupsOf(lines))) {
    bytes += Buffer.byteLength(line.json) + 1;
    if (bytes > maxBytes) break;
    chosen.push(line);
  }
  chosen.sort((one, other) => one.order - other.order);
  return { total: lines.length, episodes: chosen.map(({ json }) => json) };
}

function groupOf(episode: JsonObject): string {
  return `${textAt(episode, 'stage') ?? ''} ${textAt(episode, 'outcome') ?? ''}`;
}

function groupsOf(lines: readonly LedgerLine[]): readonly (readonly LedgerLine[])[] {
  const groups = new Map<string, LedgerLine[]>();
  for (const line of lines) {
    const group = groups.get(line.group);
    if (group === undefined) groups.set(line.group, [line]);
    else group.push(line);
  }
  return [...groups.values()].map(spreadOut);
}

/** One line of each group, then another of each, until all are empty. */
function* takeTurns(groups: readonly (readonly LedgerLine[])[]): Generator<LedgerLine> {
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  for (let turn = 0; turn < longest; turn++) {
    for (const group of groups) {
      const line = group[turn];
      if (line !== undefined) yield line;
    }
  }
}

/** In an order of which every beginning is spread over the whole list (van der Corput's sequence, base 2). */
function spreadOut(lines: readonly LedgerLine[]): readonly LedgerLine[] {
  const bits = Math.ceil(Math.log2(Math.max(2, lines.length)));
  return Array.from({ length: 2 ** bits }, (_, index) => lines[reversedBits(index, bits)]).filter(
    (line) => line !== undefined,
  );
}

function reversedBits(value: number, bits: number): number {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit++) reversed = reversed * 2 + ((value >> bit) & 1);
  return reversed;
}

/** Four significant digits are more than a reader sees, and half the bytes. */
function compactJson(episode: JsonObject): string {
  return JSON.stringify(episode, (_, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value,
  );
}
