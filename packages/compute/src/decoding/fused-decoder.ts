import type { Tensor } from '@tensorflow/tfjs-core';
import { DECODE, type DecoderLayers } from '../fused/decode.ts';
import { runForValue } from '../fused/fused-operation.ts';
import { expectTensor } from '../operations/expect-tensor.ts';
import { expectFrequencies } from '../operations/rotary-frequencies.ts';
import { chosenTokens } from './choose-tokens.ts';
import type { FusedCache } from './fused-cache.ts';
import type { LayerSettings } from './layers.ts';
import { layOutNewest, type Bounds, type NewestToken } from './newest-tokens.ts';
import type { ChosenToken } from './token-chooser.ts';

/** What a decoder has besides its layers. */
export interface OuterWeights {
  /** `[vocabulary][dim]` */
  readonly embedding: Tensor;
  readonly norm: Tensor;
  /** `[dim][vocabulary]`; null where the embedding is the head, too. */
  readonly head: Tensor | null;
}

/** Passes of decoding in which every sequence has one token to read: each call is one call of a kernel. */
export class FusedDecoder {
  readonly #weights: OuterWeights;
  readonly #layers: DecoderLayers;
  readonly #bounds: Bounds;

  /** Throws when a weight has another shape than the layers of the cache ask for. */
  constructor(cache: FusedCache, weights: OuterWeights, settings: LayerSettings) {
    const { embedding, norm, head } = weights;
    const { dim, hiddenDim } = cache.widths;
    const { pages, heads, kvHeads, headDim } = cache.shape;
    const [vocabulary = 0] = embedding.shape;
    expectTensor('embedding', embedding, [null, dim]);
    expectTensor('norm', norm, [dim]);
    if (head !== null) expectTensor('head', head, [dim, vocabulary]);
    expectFrequencies(settings.ropeFrequencies, headDim);
    this.#weights = weights;
    this.#bounds = { vocabulary, pages };
    this.#layers = {
      ...{ heads, kvHeads, headDim, hiddenDim, ...settings },
      ...{ layers: cache.tensors, tied: head === null },
    };
  }

  /**
   * Reads the tokens and chooses those that follow, which the next pass reads: `[pass][row]`. A sequence that ends in
   * between is read on; that changes nothing for the others. Where the logits of a row are not finite, its token is NaN.
   * Throws when a token is not in the vocabulary, or has no place in the cache.
   */
  async next(
    tokens: readonly NewestToken[],
    passes: number,
  ): Promise<readonly (readonly ChosenToken[])[]> {
    const { embedding, norm, head } = this.#weights;
    const attributes = { ...this.#layers, ...layOutNewest(tokens, passes, this.#bounds) };
    const chosen = runForValue(DECODE, { embedding, norm, head: head ?? embedding }, attributes);
    const values = await chosen.data<'float32'>();
    chosen.dispose();
    const rows = tokens.length;
    return Array.from({ length: passes }, (_, pass) => chosenTokens(values, pass * rows, rows));
  }
}
