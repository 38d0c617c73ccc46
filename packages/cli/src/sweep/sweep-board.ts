import { boardTable } from './board-table.ts';

/** Where every run of a sweep stands, before the user's eyes. */
export interface SweepBoard {
  /** A run has come to another state: it starts, is done, has failed. */
  state(row: string, column: string, state: string): void;
  /** A run has come a little further. */
  progress(row: string, column: string, place: string): void;
  /** A line that stays. */
  note(message: string): void;
  stop(): void;
}

/** A table that is drawn anew in its place on a terminal, plain lines elsewhere. */
export function sweepBoard(columns: readonly string[]): SweepBoard {
  return process.stdout.isTTY
    ? new TableBoard(process.stdout, columns)
    : new LineBoard((line) => console.log(line));
}

/** For logs and pipes: a line for each state, and for each stage that a run comes to. */
class LineBoard implements SweepBoard {
  readonly #print: (line: string) => void;
  readonly #stages = new Map<string, string>();

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  state(row: string, column: string, state: string): void {
    this.#print(`${row}, ${column}: ${state}`);
  }

  progress(row: string, column: string, place: string): void {
    const key = `${row}, ${column}`;
    const stage = place.replace(/ \d+\/\d+$/, '');
    if (this.#stages.get(key) === stage) return;
    this.#stages.set(key, stage);
    this.#print(`${key}: ${place}`);
  }

  note(message: string): void {
    this.#print(message);
  }

  /** Lines need no taking down. */
  stop(): void {}
}

const MILLISECONDS_A_DRAWING = 200;
const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';

class TableBoard implements SweepBoard {
  readonly #stream: NodeJS.WriteStream;
  readonly #columns: readonly string[];
  readonly #rows = new Map<string, Map<string, string>>();
  readonly #showCursor = (): void => void this.#stream.write(SHOW_CURSOR);
  #drawnLines = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(stream: NodeJS.WriteStream, columns: readonly string[]) {
    this.#stream = stream;
    this.#columns = columns;
    stream.write(HIDE_CURSOR);
    process.once('exit', this.#showCursor);
  }

  state(row: string, column: string, state: string): void {
    const cells = this.#rows.get(row) ?? new Map<string, string>();
    cells.set(column, state);
    this.#rows.set(row, cells);
    this.#timer ??= setTimeout(() => this.#draw(), MILLISECONDS_A_DRAWING);
  }

  progress(row: string, column: string, place: string): void {
    this.state(row, column, place);
  }

  note(message: string): void {
    this.#erase();
    this.#stream.write(`${message}\n`);
    this.#draw();
  }

  stop(): void {
    if (this.#timer !== null) this.#draw();
    process.off('exit', this.#showCursor);
    this.#showCursor();
  }

  #erase(): void {
    if (this.#drawnLines > 0) this.#stream.write(`\u001B[${this.#drawnLines}A\u001B[J`);
    this.#drawnLines = 0;
  }

  #draw(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#rows.size === 0) return;
    const lines = boardTable(this.#columns, this.#rows, this.#stream.columns);
    // What does not fit on the screen cannot be drawn over: the newest rows are shown.
    const shown = lines.slice(-Math.max(5, this.#stream.rows - 1));
    this.#erase();
    this.#stream.write(`${shown.join('\n')}\n`);
    this.#drawnLines = shown.length;
  }
}
