import * as tf from '@tensorflow/tfjs-core';
import { RandomStream } from '@waltz/core';
import { afterEach, expect, it } from 'vitest';
import { webGpuBackend } from '../../backends/backends.ts';
import { createCache } from '../../decoding/create-cache.ts';
import { PAGE } from '../../decoding/cache-rows.ts';
import type { LayerWeights } from '../../decoding/layers.ts';
import { PagedCache } from '../../decoding/paged-cache.ts';
import { cachedLayer, randomWeights, wholeLayer } from '../../testing/decoder-layer.ts';
import { cpuBackend, describeOn } from '../../testing/describe-on.ts';
import { randomValues } from '../../testing/on-backend.ts';
import { relativeError } from '../../testing/relative-error.ts';
import { LANES } from '../gpu-program.ts';

/** Positions of a sequence that a group hears in more than two goes, not all of them full. */
const LENGTH = 2 * LANES + 13;
const PAGES = Math.ceil(LENGTH / PAGE);
/** More numbers of a head than a group has lanes. */
const SIZES = { dim: 12, heads: 4, kvHeads: 2, headDim: LANES + 6, hiddenDim: 5 };

const settings = (window: number | null) => ({ ...SIZES, windows: [window] });

describeOn([webGpuBackend], 'the cache in pages', (backend) => {
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(0);
  });

  it.each([
    { window: null, heat: 1, tolerance: 1e-5 },
    { window: LANES + 9, heat: 1, tolerance: 1e-5 },
    { window: 5, heat: 1, tolerance: 1e-5 },
    // Scores of which e^score is beyond float32, and which lose digits as they are that large.
    { window: null, heat: 40, tolerance: 1e-4 },
  ])('hears far back: %o', async ({ window, heat, tolerance }) => {
    const layer = (): LayerWeights => {
      const { query, ...others } = randomWeights(new RandomStream(2), SIZES);
      const hot = tf.mul(query, heat);
      query.dispose();
      return { ...others, query: hot };
    };
    const hidden = randomValues(new RandomStream(3), [LENGTH, SIZES.dim]).data;
    const given = () => tf.tensor2d(hidden, [LENGTH, SIZES.dim]);

    await cpuBackend.activate();
    const weights = layer();
    const onCpu = given();
    const whole = wholeLayer(settings(window), weights, onCpu);
    const expected = await whole.data();
    tf.dispose([onCpu, whole, { ...weights }]);

    await backend.activate();
    const own = layer();
    const cache = createCache({ ...settings(window), pages: PAGES }, [own]);
    expect(cache).toBeInstanceOf(PagedCache);
    const onGpu = given();
    const rows = {
      sequences: new Int32Array(LENGTH),
      positions: Int32Array.from({ length: LENGTH }, (_, position) => position),
      tables: Int32Array.from({ length: PAGES }, (_, page) => PAGES - 1 - page),
      tableWidth: PAGES,
    };
    const got = cachedLayer(cache, rows, settings(window), onGpu);
    const again = cachedLayer(cache, rows, settings(window), onGpu);
    const actual = await got.data();
    expect(relativeError(actual, expected)).toBeLessThan(tolerance);
    expect(await again.data()).toEqual(actual);
    cache.dispose();
    tf.dispose([onGpu, got, again, { ...own }]);
  });
});
