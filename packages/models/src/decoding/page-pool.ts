import { PAGE } from '@waltz/compute';

/** The pages of one sequence, in the order of its positions. */
export interface ReservedPages {
  readonly pages: readonly number[];
  /** Positions whose keys and values another sequence has written, or writes before they are read. */
  readonly known: number;
}

/** How many pages `positions` fill. */
export function pagesFor(positions: number): number {
  return Math.ceil(positions / PAGE);
}

/**
 * Which pages of the key-value cache are free, and which hold the beginning of a context. Contexts that begin alike
 * share whole pages: what is in a page depends on the tokens up to its end, and on nothing else.
 */
export class PagePool {
  readonly #free: number[];
  /** `[page]` sequences that hold it. */
  readonly #holders: Int32Array;
  /** The page that follows a page with certain tokens; a beginning is a chain of such steps. */
  readonly #following = new Map<string, number>();
  /** `[page]` its key in `#following`, if it has one. */
  readonly #steps: (string | undefined)[] = [];

  constructor(pages: number) {
    // The first pages are taken first, and again as soon as they are free: memory that is never used costs nothing.
    this.#free = Array.from({ length: pages }, (_, index) => pages - 1 - index);
    this.#holders = new Int32Array(pages);
  }

  /** How many pages nobody holds. */
  get free(): number {
    return this.#free.length;
  }

  /**
   * Pages for a sequence that starts with `context` and grows to `positions`; null when there are not enough.
   * The last token of a context is never among the known positions: reading it says what follows.
   */
  reserve(context: readonly number[], positions: number): ReservedPages | null {
    const whole = Math.floor((context.length - 1) / PAGE);
    const pages: number[] = [];
    let page: number | undefined = -1;
    for (let index = 0; index < whole && page !== undefined; index++) {
      const step = stepOf(page, context, index);
      page = this.#following.get(step);
      if (page !== undefined) pages.push(page);
    }
    const known = pages.length * PAGE;
    if (pagesFor(positions) - pages.length > this.#free.length) return null;
    while (pages.length < pagesFor(positions)) {
      const index = pages.length;
      const next = this.#take();
      if (index < whole) {
        const step = stepOf(pages.at(-1) ?? -1, context, index);
        this.#following.set(step, next);
        this.#steps[next] = step;
      }
      pages.push(next);
    }
    for (const held of pages) this.#hold(held, 1);
    return { pages, known };
  }

  /** Gives back what `reserve` gave. */
  release({ pages }: ReservedPages): void {
    for (const page of pages) {
      if (this.#hold(page, -1) > 0) continue;
      const step = this.#steps[page];
      if (step !== undefined) this.#following.delete(step);
      this.#steps[page] = undefined;
      this.#free.push(page);
    }
  }

  #take(): number {
    const page = this.#free.pop();
    if (page === undefined) throw new Error('the key-value cache has no free page');
    return page;
  }

  #hold(page: number, change: 1 | -1): number {
    const holders = (this.#holders[page] ?? 0) + change;
    this.#holders[page] = holders;
    return holders;
  }
}

/** The step from a page (−1: none) to that of the page's worth of tokens at `index`. */
function stepOf(page: number, context: readonly number[], index: number): string {
  return `${page}:${context.slice(index * PAGE, (index + 1) * PAGE).join(',')}`;
}
