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
 * out = softmax(q·kᵀ/√headDim)·v over positions up to the query's own; `normaliser` keeps log Σ e^score for the backward
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

const GRADIENT = {
  numbers: NUMBERS,
  each: 'group',
  code: `${NOT_A_NUMBER}${KEY_OF_QUERY}
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
    }`,
} as const;

/**
 * With weights p = e^(score − normaliser), dp = dy·v and the mean dy·out of dp over what a query hears:
 * dscore = p · (dp − mean), dq = Σ dscore · k / √headDim (Dao et al. 2022, algorithm 4). Keeps the means for the keys. A
 * group for each query.
 */
export const causalAttentionQueryGradient = gpuProgram({
  ...GRADIENT,
  tensors: {
    ...({ q: 'read', k: 'read', v: 'read', out: 'read', normaliser: 'read', dy: 'read' } as const),
    ...({ dq: 'write', mean: 'write' } as const),
  },
  count: ({ batch, length, heads }) => batch * length * heads,
  code: `${GRADIENT.code}${SUM_OF_LANES}
    fn work(query: u32, lane: u32) {
      let at = query * numbers.headDim;
      var part = 0.0;
      for (var i = lane; i < numbers.headDim; i += LANES) {
        part += dy[at + i] * out[at + i];
        dq[at + i] = 0;
      }
      let own = sumOfLanes(part, lane);
      if (lane == 0) {
        mean[query] = own;
      }
      let end = positionOf(query) + 1;
      for (var first = 0u; first < end; first += LANES) {
        let count = min(LANES, end - first);
        if (lane < count) {
          let p = pair(query, placeOf(query, first + lane));
          slopes[lane] = p.x * (p.y - own) * scale();
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
    }`,
});

/**
 * dv = Σ p · dy, dk = Σ dscore · q / √headDim, from the means of the queries. A group for each key, which goes through
 * the queries that hear it: no two add to one number.
 */
export const causalAttentionKeyGradient = gpuProgram({
  ...GRADIENT,
  tensors: {
    ...({ q: 'read', k: 'read', v: 'read', normaliser: 'read', mean: 'read', dy: 'read' } as const),
    ...({ dk: 'write', dv: 'write' } as const),
  },
  count: ({ batch, length, kvHeads }) => batch * length * kvHeads,
  code: `${GRADIENT.code}
    var<workgroup> weights: array<f32, LANES>;
    /** Of the queries that hear a key: those of its position first, \`share\` heads each. */
    fn queryOf(firstQuery: u32, number: u32, share: u32) -> u32 {
      return firstQuery + number / share * numbers.heads + number % share;
    }
    fn work(key: u32, lane: u32) {
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
          weights[lane] = p.x;
          slopes[lane] = p.x * (p.y - mean[query]) * scale();
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
    }`,
});
