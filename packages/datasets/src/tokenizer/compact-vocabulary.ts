import type { BytePairs } from './byte-pairs.ts';

const SINGLE_BYTES = 256;

/**
 * The part of a byte-pair vocabulary that a corpus uses, numbered 0, 1, 2, … in the order of rank. The single bytes
 * are always part of it, and a token that is not is spelled with the longest tokens that are.
 */
export class CompactVocabulary {
  /** `[id]` the bytes of each token. */
  readonly bytes: readonly string[];
  readonly #pairs: BytePairs;
  readonly #idOfBytes: ReadonlyMap<string, number>;
  readonly #spellings = new Map<number, readonly number[]>();

  constructor(pairs: BytePairs, corpus: readonly string[], minimumCount: number) {
    const kept = keptRanks(pairs, corpus, minimumCount);
    this.#pairs = pairs;
    this.bytes = kept.map((rank) => pairs.bytesOf(rank));
    this.#idOfBytes = new Map(this.bytes.map((bytes, id) => [bytes, id]));
  }

  get size(): number {
    return this.bytes.length;
  }

  /** `[token]` ids that stand for the token of this rank: one when it was kept, its spelling when it was not. */
  idsOf(rank: number): readonly number[] {
    const known = this.#spellings.get(rank);
    if (known !== undefined) return known;
    const spelling = this.#spell(this.#pairs.bytesOf(rank));
    this.#spellings.set(rank, spelling);
    return spelling;
  }

  #spell(bytes: string): readonly number[] {
    const ids: number[] = [];
    let start = 0;
    while (start < bytes.length) {
      let end = bytes.length;
      let id = this.#idOfBytes.get(bytes.slice(start, end));
      // Ends at a single byte at the latest: all of them are kept.
      while (id === undefined) id = this.#idOfBytes.get(bytes.slice(start, --end));
      ids.push(id);
      start = end;
    }
    return ids;
  }
}

/** The single bytes and every token that the corpus has at least `minimumCount` times, in the order of rank. */
function keptRanks(
  pairs: BytePairs,
  corpus: readonly string[],
  minimumCount: number,
): readonly number[] {
  const counts = new Map<number, number>();
  for (const text of corpus) {
    for (const rank of pairs.encode(text)) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  }
  const kept = new Set(Array.from({ length: SINGLE_BYTES }, (_, rank) => rank));
  for (const [rank, count] of counts) if (count >= minimumCount) kept.add(rank);
  return [...kept].sort((left, right) => left - right);
}
