import type { Prompt } from '@waltz/core';
import { LengthLimit } from '../prompts/length-limit.ts';
import { readPrompts } from '../prompts/read-prompts.ts';
import type { ReadingOptions } from '../prompts/reading-options.ts';
import { locateFiles, type Locations } from '../source/locate-files.ts';
import { identityOf } from '../split/text-identity.ts';
import { formatOf } from '../table/read-table.ts';
import { ContentSample } from './content-sample.ts';
import type { PublishedSet } from './published-set.ts';
import { chosenSet, type ChosenSet } from './set-choice.ts';

/** Texts that must not be among the prompts of a set, as `identityOf` has them, and who has them. */
interface TextsElsewhere {
  readonly texts: ReadonlySet<string>;
  readonly who: string;
}

/** Reads published sets prompt by prompt, so that what is not wanted of a large file is never kept. */
export class SetReader {
  readonly #sets: readonly ChosenSet[];
  readonly #options: ReadingOptions;
  readonly #locationOf: Locations;
  readonly #limit: LengthLimit;
  readonly #notice: (message: string) => void;

  private constructor(
    sets: readonly ChosenSet[],
    options: ReadingOptions,
    locationOf: Locations,
    notice: (message: string) => void,
  ) {
    this.#sets = sets;
    this.#options = options;
    this.#locationOf = locationOf;
    this.#limit = new LengthLimit(options.maxCharacters);
    this.#notice = notice;
  }

  /** Finds the files of the sets, and of those whose prompts are taken out of them, before any is read. */
  static async open(
    chosen: readonly ChosenSet[],
    options: ReadingOptions,
    notice: (message: string) => void,
  ): Promise<SetReader> {
    const others = chosen.flatMap(({ set: { without } }) =>
      without === undefined || chosen.some(({ set }) => set === without)
        ? []
        : [chosenSet(without.name)],
    );
    const sets = [...chosen, ...others];
    const files = sets.map(({ file }) => file);
    const locations = await locateFiles(files, { ...options, notice });
    return new SetReader(sets, options, locations, notice);
  }

  /**
   * The prompts of a set that an experiment asks for: those of its kinds that are short enough and stand neither among
   * `measured`, the texts of benchmarks, nor in the set that is taken out of it; and of these as many as it takes. What
   * stands elsewhere is counted in a notice. Throws when none is left.
   */
  async select(chosen: ChosenSet, measured: ReadonlySet<string>): Promise<readonly Prompt[]> {
    const { set, kinds, take } = chosen;
    const elsewhere = [{ texts: measured, who: 'a benchmark' }, ...(await this.#textsWithout(set))];
    const sample = new ContentSample(take ?? Infinity, this.#options.splitSeed);
    const found = new Map<TextsElsewhere, number>();
    let ofKinds = 0;
    for await (const prompt of this.#read(chosen)) {
      if (kinds !== undefined && !kinds.includes(prompt.kind)) continue;
      ofKinds += 1;
      const text = identityOf(prompt.text);
      const place = elsewhere.find(({ texts }) => texts.has(text));
      if (place !== undefined) found.set(place, (found.get(place) ?? 0) + 1);
      else if (this.#limit.keeps(prompt)) sample.add(prompt);
    }
    for (const [{ who }, count] of found) {
      this.#notice(`${set.name}: left out ${count} of ${ofKinds} prompts that ${who} has too`);
    }
    const selected = sample.prompts();
    if (selected.length === 0) throw new Error(nothingLeft(chosen));
    return selected;
  }

  /** Says how many prompts were too long. */
  tell(): void {
    this.#limit.tell(this.#notice);
  }

  async #textsWithout({ without }: PublishedSet): Promise<readonly TextsElsewhere[]> {
    const chosen = this.#sets.find(({ set }) => set === without);
    if (chosen === undefined) return [];
    const texts = new Set<string>();
    for await (const { text } of this.#read(chosen)) texts.add(identityOf(text));
    return [{ texts, who: chosen.set.name }];
  }

  #read({ set, file }: ChosenSet): AsyncIterable<Prompt> {
    const format = formatOf(file.path);
    if (format === undefined) {
      throw new Error(`${file.path} of ${set.name} has no extension that tells its format`);
    }
    const { maxMalformedShare } = this.#options;
    return readPrompts(
      {
        name: set.path,
        location: this.#locationOf(file),
        format,
        columns: set.columns,
        source: set.source.name,
        read: set.read,
      },
      { maxMalformedShare, notice: this.#notice },
    );
  }
}

function nothingLeft({ set, kinds }: ChosenSet): string {
  const asked = kinds === undefined ? '' : ` of kind ${kinds.join(' or ')}`;
  return `no prompt${asked} of ${set.name} is left: ask for other kinds, or raise dataset.maxCharacters`;
}
