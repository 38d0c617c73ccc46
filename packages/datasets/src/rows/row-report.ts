import { firstFew } from '../first-few.ts';
import type { RowReading } from './row-reading.ts';

export interface RowRules {
  /** Share of a file's rows that may be malformed before reading it is an error. */
  readonly maxMalformedShare: number;
  readonly notice: (message: string) => void;
}

/** Examples that are kept of a kind of rows: more than any message shows. */
const EXAMPLES = 6;

/** Counts the rows of one file, and which of them hold no prompt. */
export class RowReport {
  readonly #file: string;
  readonly #unit: string;
  readonly #malformedExamples: string[] = [];
  readonly #leftOut = new Map<string, number>();
  #rows = 0;
  #malformed = 0;

  constructor(file: string, unit: 'line' | 'row') {
    this.#file = file;
    this.#unit = unit;
  }

  count(line: number, reading: RowReading<unknown>): void {
    this.#rows += 1;
    if ('malformed' in reading) {
      this.#malformed += 1;
      if (this.#malformedExamples.length < EXAMPLES) {
        this.#malformedExamples.push(`${this.#unit} ${line} (${reading.malformed})`);
      }
    } else if ('leftOut' in reading) {
      this.#leftOut.set(reading.leftOut, (this.#leftOut.get(reading.leftOut) ?? 0) + 1);
    }
  }

  /** One notice of the malformed rows, and one for each reason to leave rows out. Throws when too many are malformed. */
  tell({ maxMalformedShare, notice }: RowRules): void {
    for (const [reason, rows] of this.#leftOut) {
      notice(`${this.#file}: left out ${rows} of ${this.#rows} rows: ${reason}`);
    }
    if (this.#malformed === 0) return;
    const message =
      `${this.#file}: ${this.#malformed} of ${this.#rows} rows are malformed: ` +
      firstFew(this.#malformedExamples);
    if (this.#malformed > maxMalformedShare * this.#rows) {
      throw new Error(
        `${message}. At most a share of ${maxMalformedShare} may be: mend the file, or raise dataset.maxMalformedShare`,
      );
    }
    notice(`${message}; they are left out`);
  }
}
