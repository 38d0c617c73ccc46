import { NOT_A_NUMBER } from './not-a-number.ts';

/**
 * `attend`: the attention of one query over positions from `start` up to `end`, which is not heard any more. The query is
 * at `at` of `q`, and what is heard goes to the same place of `out`; key and value of a position are at
 * `placeOf(owner, position)` of `k` and `v`, a function of the program's own. Gives log Σ e^score. A lane scores every
 * LANES-th position and adds up every LANES-th number of the head; the largest score so far is taken from all scores, so
 * that nothing has to be kept that grows with the length (Milakov & Gimelshein 2018, algorithm 3).
 */
export const ATTEND = `${NOT_A_NUMBER}
    const LOWEST = -0x1.fffffep+127;
    var<workgroup> scores: array<f32, LANES>;
    var<workgroup> weights: array<f32, LANES>;
    fn attend(at: u32, owner: u32, start: u32, end: u32, lane: u32) -> f32 {
      let scale = inverseSqrt(f32(numbers.headDim));
      var largest = LOWEST;
      var sum = 0.0;
      for (var i = lane; i < numbers.headDim; i += LANES) {
        out[at + i] = 0;
      }
      for (var first = start; first < end; first += LANES) {
        let count = min(LANES, end - first);
        var score = LOWEST;
        if (lane < count) {
          let key = placeOf(owner, first + lane);
          score = 0;
          for (var i = 0u; i < numbers.headDim; i++) {
            score += q[at + i] * k[key + i];
          }
          score *= scale;
        }
        scores[lane] = score;
        workgroupBarrier();
        let before = largest;
        for (var i = 0u; i < count; i++) {
          largest = max(largest, scores[i]);
        }
        weights[lane] = exponential(score - largest);
        workgroupBarrier();
        let kept = exponential(before - largest);
        sum *= kept;
        for (var i = 0u; i < count; i++) {
          sum += weights[i];
        }
        for (var i = lane; i < numbers.headDim; i += LANES) {
          var heard = out[at + i] * kept;
          for (var j = 0u; j < count; j++) {
            heard += weights[j] * v[placeOf(owner, first + j) + i];
          }
          out[at + i] = heard;
        }
      }
      for (var i = lane; i < numbers.headDim; i += LANES) {
        out[at + i] /= sum;
      }
      return largest + logarithm(sum);
    }`;
