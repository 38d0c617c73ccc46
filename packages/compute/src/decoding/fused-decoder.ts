import type { Tensor } from '@tensorflow/tfjs-core';
import { DECODE, type DecoderLayers } from '../fused/decode.ts';
import { runForValue } from '../fused/fused-operation.ts';
import { packed } from '../fused/pack-matrix.ts';
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

/** Passes of decoding in which every sequence has one token to read: each call is one call of a kernel; `dispose` frees it. */
export class FusedDecoder {
  readonly #weights: Readonly<Record<'embedding' | 'norm' | 'head', Tensor>>;
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
    // Packed once: of a large vocabulary that takes as long as half of a pass.
    this.#weights = { embedding, norm, head: packed(head ?? embedding, head === null) };
    this.#bounds = { vocabulary, pages };
    this.#layers = {
      ...{ heads, kvHeads, headDim, hiddenDim, ...settings },
      layers: cache.tensors,
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
    const attributes = { ...this.#layers, ...layOutNewest(tokens, passes, this.#bounds) };
    const chosen = runForValue(DECODE, this.#weights, attributes);
    const values = await chosen.data<'float32'>();
    chosen.dispose();
    const rows = tokens.length;
    return Array.from({ length: passes }, (_, pass) => chosenTokens(values, pass * rows, rows));
  }

  dispose(): void {
    this.#weights.head.dispose();
  }
}
