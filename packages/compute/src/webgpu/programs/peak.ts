import { NOT_A_NUMBER } from './not-a-number.ts';

/**
 * `peakOf`: the largest of a row of `logits`, which starts at `first`, and Σ e^(logit − largest), for every lane. Each
 * lane sums relative to the largest of its own logits; then the lanes' sums are brought to the largest of all.
 */
export const PEAK = `${NOT_A_NUMBER}
    const LOWEST = -0x1.fffffep+127;
    struct Peak { largest: f32, sum: f32 }
    var<workgroup> largestOfLanes: array<f32, LANES>;
    var<workgroup> sumsOfLanes: array<f32, LANES>;
    fn peakOf(first: u32, lane: u32) -> Peak {
      var largest = LOWEST;
      for (var i = lane; i < numbers.vocabulary; i += LANES) {
        largest = max(largest, logits[first + i]);
      }
      var sum = 0.0;
      for (var i = lane; i < numbers.vocabulary; i += LANES) {
        sum += exponential(logits[first + i] - largest);
      }
      largestOfLanes[lane] = largest;
      sumsOfLanes[lane] = sum;
      workgroupBarrier();
      for (var i = 0u; i < LANES; i++) {
        largest = max(largest, largestOfLanes[i]);
      }
      sum = 0;
      for (var i = 0u; i < LANES; i++) {
        sum += sumsOfLanes[i] * exponential(largestOfLanes[i] - largest);
      }
      return Peak(largest, sum);
    }`;
