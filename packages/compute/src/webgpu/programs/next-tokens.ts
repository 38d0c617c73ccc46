import { gpuProgram } from '../gpu-program.ts';
import { PEAK } from './peak.ts';

/**
 * Draws a token of each row from softmax(logits / temperature), by inverting its cumulative distribution with the uniform
 * number draws[row] / 2³²; temperature 0 takes the first of the likeliest, which is a draw among those of the largest
 * logit with 0. `chosen` is `[row][2]`: the token and its log-probability at temperature 1, NaN where a logit is not
 * finite. A group for each row.
 *
 * The vocabulary is cut into stretches, and the one in which the sum passes the threshold into runs, one a lane. So no
 * number is added to a long sum: float32 has to do, for WGSL knows nothing wider.
 */
export const nextTokens = gpuProgram({
  tensors: {
    ...({ logits: 'read', draws: 'readIntegers', temperatures: 'read' } as const),
    ...({ chosen: 'write', weights: 'unused' } as const),
  },
  numbers: { rows: 'u32', vocabulary: 'u32' },
  each: 'group',
  count: ({ rows }) => rows,
  code: `${PEAK}
    const STRETCHES = 32u;
    var<workgroup> shares: array<f32, STRETCHES * LANES>;
    var<workgroup> parts: array<f32, LANES>;
    fn weightOf(logit: f32, largest: f32, temperature: f32) -> f32 {
      if (temperature == 0) {
        return select(0.0, 1.0, logit == largest);
      }
      return exponential((logit - largest) / temperature);
    }
    struct Place { part: u32, before: f32 }
    /** The part with which a sum passes the threshold: the last that weighs anything, where rounding leaves it below. */
    fn passing(threshold: f32, count: u32, before: f32) -> Place {
      var place = Place(0, before);
      var sum = before;
      for (var i = 0u; i < count && sum <= threshold; i++) {
        if (parts[i] > 0) {
          place = Place(i, sum);
          sum += parts[i];
        }
      }
      return place;
    }
    fn work(row: u32, lane: u32) {
      let first = row * numbers.vocabulary;
      let temperature = temperatures[row];
      let peak = peakOf(first, lane);
      let run = (numbers.vocabulary + STRETCHES * LANES - 1) / (STRETCHES * LANES);
      let stretch = run * LANES;
      for (var i = 0u; i < STRETCHES; i++) {
        let end = min((i + 1) * stretch, numbers.vocabulary);
        var share = 0.0;
        for (var token = i * stretch + lane; token < end; token += LANES) {
          share += weightOf(logits[first + token], peak.largest, temperature);
        }
        shares[i * LANES + lane] = share;
      }
      workgroupBarrier();
      if (lane < STRETCHES) {
        var sum = 0.0;
        for (var i = 0u; i < LANES; i++) {
          sum += shares[lane * LANES + i];
        }
        parts[lane] = sum;
      }
      workgroupBarrier();
      var total = 0.0;
      for (var i = 0u; i < STRETCHES; i++) {
        total += parts[i];
      }
      let uniformNumber = f32(u32(draws[row])) / 4294967296.0;
      let threshold = select(uniformNumber, 0, temperature == 0) * total;
      let inStretch = passing(threshold, STRETCHES, 0);
      workgroupBarrier();
      let start = inStretch.part * stretch;
      var ofRun = 0.0;
      for (var i = 0u; i < run && start + lane * run + i < numbers.vocabulary; i++) {
        ofRun += weightOf(logits[first + start + lane * run + i], peak.largest, temperature);
      }
      parts[lane] = ofRun;
      workgroupBarrier();
      if (lane > 0) {
        return;
      }
      if (isNaN(peak.sum) || peak.sum == 0) {
        chosen[2 * row] = numbers.NaN;
        chosen[2 * row + 1] = numbers.NaN;
        return;
      }
      let inRun = passing(threshold, LANES, inStretch.before);
      var token = start + inRun.part * run;
      let end = min(token + run, numbers.vocabulary);
      var sum = inRun.before;
      for (var i = token; i < end && sum <= threshold; i++) {
        let weight = weightOf(logits[first + i], peak.largest, temperature);
        if (weight > 0) {
          token = i;
          sum += weight;
        }
      }
      chosen[2 * row] = f32(token);
      chosen[2 * row + 1] = (logits[first + token] - peak.largest) - logarithm(peak.sum);
    }`,
});
