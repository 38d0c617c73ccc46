const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** Lines that have been passed are forgotten when there are so many of them. */
const FORGET_AFTER = 1024;

interface WrittenLine {
  readonly line: number;
  /** Offset of its last byte that is no line break. */
  end: number;
}

/**
 * Tells which line of a stream a byte is on. The parser of separated tables counts lines too, but is off after a quoted
 * CRLF.
 */
export class LinePlaces {
  readonly #written: WrittenLine[] = [];
  #passed = 0;
  #offset = 0;
  #line = 1;
  #open: WrittenLine | null = null;

  /** Takes the next bytes of the stream. */
  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === LINE_FEED) {
        this.#line += 1;
        this.#open = null;
      } else if (byte !== CARRIAGE_RETURN) {
        if (this.#open === null) {
          this.#open = { line: this.#line, end: this.#offset };
          this.#written.push(this.#open);
        }
        this.#open.end = this.#offset;
      }
      this.#offset += 1;
    }
  }

  /** The line, from 1, of the first byte at or after `offset` that is no line break. Offsets have to be asked in rising order. */
  at(offset: number): number {
    while ((this.#written[this.#passed]?.end ?? Infinity) < offset) this.#passed += 1;
    if (this.#passed > FORGET_AFTER) {
      this.#written.splice(0, this.#passed);
      this.#passed = 0;
    }
    return this.#written[this.#passed]?.line ?? this.#line;
  }
}
