import { gpuProgram } from '../gpu-program.ts';
import { ATTEND } from './attend.ts';
import { NOT_A_NUMBER } from './not-a-number.ts';
import { SUM_OF_LANES } from './sum-of-lanes.ts';

const NUMBERS = {
  ...({ batch: 'u32', length: 'u32', heads: 'u32', kvHeads: 'u32', headDim: 'u32' } as const),
  ...({ scratch: 'u32' } as const),
};

/** A query is `[batch][position][head]`, a key or value `[batch][position][kvHead]`, counted through. */
const KEY_OF_QUERY = `
    fn placeOf(query: u32, position: u32) -> u32 {
      let kvHead = query % numbers.heads * numbers.kvHeads / numbers.heads;
      let sequence = query / numbers.heads / numbers.length;
      let key = (sequence * numbers.length + position) * numbers.kvHeads + kvHead;
      return key * numbers.headDim;
    }
    fn positionOf(query: u32) -> u32 {
      return query / numbers.heads % numbers.length;
    }
    /** Its place in \`normaliser\`, \`[batch][head][position]\`. */
    fn normaliserOf(query: u32) -> u32 {
      let sequence = query / numbers.heads / numbers.length;
      return (sequence * numbers.heads + query % numbers.heads) * numbers.length + positionOf(query);
    }`;

/**
 * out = softmax(q·kᵀ/√headDim)·v over positions up to the query's own; \`normaliser\` keeps log Σ e^score for the backward
 * pass. A group for each query.
 */
export const causalAttention = gpuProgram({
  tensors: { q: 'read', k: 'read', v: 'read', out: 'write', normaliser: 'write' },
  numbers: NUMBERS,
  each: 'group',
  count: ({ batch, length, heads }) => batch * length * heads,
  code: `${KEY_OF_QUERY}
    ${ATTEND}
    fn work(query: u32, lane: u32) {
      let heard = attend(query * numbers.headDim, query, 0, positionOf(query) + 1, lane);
      if (lane == 0) {
        normaliser[normaliserOf(query)] = heard;
      }
    }`,
});

/**
 * With weights p = e^(score − normaliser), dp = dy·v and the mean d = dy·out of dp over what a query hears: dv = Σ p · dy,
 * dscore = p · (dp − d), dq = Σ dscore · k / √headDim, dk = Σ dscore · q / √headDim (Dao et al. 2022, algorithm 4). A
 * group for each query, and after them one for each key, which goes through the queries that hear it: no two add to one
 * number.
 */
export const causalAttentionGradient = gpuProgram({
  tensors: {
    ...({ q: 'read', k: 'read', v: 'read', out: 'read', normaliser: 'read', dy: 'read' } as const),
    ...({ dq: 'write', dk: 'write', dv: 'write' } as const),
  },
  numbers: NUMBERS,
  each: 'group',
  count: ({ batch, length, heads, kvHeads }) => batch * length * (heads + kvHeads),
  code: `${NOT_A_NUMBER}${SUM_OF_LANES}${KEY_OF_QUERY}
    var<workgroup> weights: array<f32, LANES>;
    var<workgroup> slopes: array<f32, LANES>;
    fn scale() -> f32 {
      return inverseSqrt(f32(numbers.headDim));
    }
    /** e^(score − normaliser), and the product of dy with the value, for the pair of a query and a key. */
    fn pair(query: u32, key: u32) -> vec2f {
      let at = query * numbers.headDim;
      var score = 0.0;
      var change = 0.0;
      for (var i = 0u; i < numbers.headDim; i++) {
        score += q[at + i] * k[key + i];
        change += dy[at + i] * v[key + i];
      }
      return vec2f(exponential(score * scale() - normaliser[normaliserOf(query)]), change);
    }
    fn ofQuery(query: u32, lane: u32) {
      let at = query * numbers.headDim;
      var part = 0.0;
      for (var i = lane; i < numbers.headDim; i += LANES) {
        part += dy[at + i] * out[at + i];
        dq[at + i] = 0;
      }
      let mean = sumOfLanes(part, lane);
      let end = positionOf(query) + 1;
      for (var first = 0u; first < end; first += LANES) {
        let count = min(LANES, end - first);
        if (lane < count) {
          let p = pair(query, placeOf(query, first + lane));
          slopes[lane] = p.x * (p.y - mean) * scale();
        }
        workgroupBarrier();
        for (var i = lane; i < numbers.headDim; i += LANES) {
          var sum = dq[at + i];
          for (var j = 0u; j < count; j++) {
            sum += slopes[j] * k[placeOf(query, first + j) + i];
          }
          dq[at + i] = sum;
        }
        workgroupBarrier();
      }
    }
    fn ofKey(key: u32, lane: u32) {
      let at = key * numbers.headDim;
      for (var i = lane; i < numbers.headDim; i += LANES) {
        dk[at + i] = 0;
        dv[at + i] = 0;
      }
      let share = numbers.heads / numbers.kvHeads;
      let row = key / numbers.kvHeads;
      let hearing = (numbers.length - row % numbers.length) * share;
      let firstQuery = row * numbers.heads + key % numbers.kvHeads * share;
      for (var first = 0u; first < hearing; first += LANES) {
        let count = min(LANES, hearing - first);
        if (lane < count) {
          let query = queryOf(firstQuery, first + lane, share);
          let p = pair(query, at);
          var mean = 0.0;
          for (var i = 0u; i < numbers.headDim; i++) {
            mean += dy[query * numbers.headDim + i] * out[query * numbers.headDim + i];
          }
          weights[lane] = p.x;
          slopes[lane] = p.x * (p.y - mean) * scale();
        }
        workgroupBarrier();
        for (var i = lane; i < numbers.headDim; i += LANES) {
          var sumK = dk[at + i];
          var sumV = dv[at + i];
          for (var j = 0u; j < count; j++) {
            let hearer = queryOf(firstQuery, first + j, share) * numbers.headDim + i;
            sumK += slopes[j] * q[hearer];
            sumV += weights[j] * dy[hearer];
          }
          dk[at + i] = sumK;
          dv[at + i] = sumV;
        }
        workgroupBarrier();
      }
    }
    /** Of the queries that hear a key: those of its position first, \`share\` heads each. */
    fn queryOf(firstQuery: u32, number: u32, share: u32) -> u32 {
      return firstQuery + number / share * numbers.heads + number % share;
    }
    fn work(group: u32, lane: u32) {
      let queries = numbers.batch * numbers.length * numbers.heads;
      if (group < queries) {
        ofQuery(group, lane);
      } else {
        ofKey(group - queries, lane);
      }
    }`,
});
