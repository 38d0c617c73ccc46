import { Tiktoken } from 'js-tiktoken/lite';
import gpt2 from 'js-tiktoken/ranks/gpt2';

/** Half of a surrogate pair: JavaScript strings can hold it, UTF-8 cannot. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * GPT-2's byte-pair encoding of UTF-8, as js-tiktoken has it. Its 50,256 tokens are named by rank; the first 256 ranks
 * are the single bytes, so that every text has an encoding. Bytes are held as strings of characters 0 to 255, which
 * JavaScript can compare, slice and look up.
 */
export class BytePairs {
  readonly #tiktoken = new Tiktoken(gpt2);
  readonly #bytes = readRanks(gpt2.bpe_ranks);

  /** `[token]` ranks of `text`. Throws when it holds half a surrogate pair. */
  encode(text: string): readonly number[] {
    const position = text.search(LONE_SURROGATE);
    if (position >= 0) {
      throw new Error(`cannot encode a text whose character ${position} is half a surrogate pair`);
    }
    // The two empty lists make `<|endoftext|>` in a text plain text.
    return this.#tiktoken.encode(text, [], []);
  }

  /** The bytes that a token stands for. Throws when there is no such rank. */
  bytesOf(rank: number): string {
    const bytes = this.#bytes[rank];
    if (bytes === undefined) throw new RangeError(`there is no token of rank ${rank}`);
    return bytes;
  }
}

/** `[rank]` bytes. A line of the file is `! first-rank token token …`, each token in base 64. */
function readRanks(lines: string): readonly string[] {
  const bytes: string[] = [];
  for (const line of lines.split('\n').filter((text) => text !== '')) {
    const [, first, ...tokens] = line.split(' ');
    tokens.forEach((token, index) => (bytes[Number(first) + index] = atob(token)));
  }
  return bytes;
}
