import { PAGE } from './cache-rows.ts';
import type { NewestRows } from '../fused/decode.ts';

/** The one token that is not read yet of each of some sequences; all before it are in the cache. */
export interface NewestToken {
  readonly id: number;
  /** Where it stands in its sequence. */
  readonly position: number;
  /** The pages of its sequence, at least as far as the passes reach. */
  readonly pages: readonly number[];
  /** At which those that follow are drawn; 0 takes the first of the likeliest. */
  readonly temperature: number;
  /** `[pass]` in [0, 1), with 32 bits, what each of them is drawn with. */
  readonly uniforms: readonly number[];
}

/** What indices must stay below. */
export interface Bounds {
  readonly vocabulary: number;
  readonly pages: number;
}

/**
 * Them as a kernel reads them. Throws unless every token is in the vocabulary and has a place in a cache of `pages`, and
 * those that follow it, too: kernels read memory by these numbers alone.
 */
export function layOutNewest(
  tokens: readonly NewestToken[],
  passes: number,
  { vocabulary, pages }: Bounds,
): NewestRows {
  const rows = tokens.length;
  const reach = tokens.reduce((most, { position }) => Math.max(most, position), 0) + passes;
  const tableWidth = Math.ceil(reach / PAGE);
  const newest = new Int32Array(rows * (4 + tableWidth + passes));
  const [positions, sequences, temperatures, tables] = [rows, 2 * rows, 3 * rows, 4 * rows];
  const draws = tables + rows * tableWidth;
  const floats = new Float32Array(newest.buffer);
  tokens.forEach((token, row) => {
    if (!(token.id >= 0 && token.id < vocabulary)) {
      throw new RangeError(`token ${token.id} of row ${row} is not among the ${vocabulary}`);
    }
    const own = Math.ceil((token.position + passes) / PAGE);
    if (!(token.position >= 0) || own > token.pages.length || token.uniforms.length !== passes) {
      throw new RangeError(
        `row ${row} has ${token.pages.length} pages and ${token.uniforms.length} draws for ` +
          `${passes} passes from position ${token.position} on`,
      );
    }
    newest[row] = token.id;
    newest[positions + row] = token.position;
    newest[sequences + row] = row;
    floats[temperatures + row] = token.temperature;
    for (let index = 0; index < own; index++) {
      const page = token.pages[index] ?? -1;
      if (!(page >= 0 && page < pages)) {
        throw new RangeError(`page ${page} is not in a cache of ${pages} pages`);
      }
      newest[tables + row * tableWidth + index] = page;
    }
    token.uniforms.forEach((uniform, pass) => {
      newest[draws + pass * rows + row] = uniform * 2 ** 32;
    });
  });
  return { newest, rows, passes, tableWidth };
}
