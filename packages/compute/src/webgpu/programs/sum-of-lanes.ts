/**
 * The sum over all lanes of a group of what each of them gives, in the order of the lanes, which every lane adds up for
 * itself: that takes one barrier, which is what costs in software.
 */
export const SUM_OF_LANES = `
    var<workgroup> terms: array<f32, LANES>;
    fn sumOfLanes(term: f32, lane: u32) -> f32 {
      terms[lane] = term;
      workgroupBarrier();
      var sum = 0.0;
      for (var i = 0u; i < LANES; i++) {
        sum += terms[i];
      }
      return sum;
    }`;
