#pragma once
#include "device.h"

/** The largest of some numbers, the first place where it is, and Σ e^(number − largest). */
struct Peak {
  float largest, sum;
  int at;
};

/** What both saw; what is not a number stays in the sum. */
__device__ inline Peak joined(Peak a, Peak b) {
  const bool b_leads = b.largest > a.largest || (b.largest == a.largest && b.at < a.at);
  const Peak high = b_leads ? b : a, low = b_leads ? a : b;
  return {high.largest, high.sum + low.sum * expf(low.largest - high.largest), high.at};
}

/** The peak of a row, for every thread of a block. */
__device__ inline Peak peak_of(const float *row, int vocabulary) {
  __shared__ Peak parts[WARP];
  Peak peak = {-FLT_MAX, 0, vocabulary - 1};
  for (int i = threadIdx.x; i < vocabulary; i += blockDim.x) {
    const float x = row[i];
    if (x > peak.largest) {
      peak.sum = peak.sum * expf(peak.largest - x) + 1;
      peak.largest = x;
      peak.at = i;
    } else {
      peak.sum += expf(x - peak.largest);
    }
  }
  const int lane = threadIdx.x % WARP, warp = threadIdx.x / WARP, warps = blockDim.x / WARP;
  for (int round = 0; round < 2; round++) {
    for (int apart = WARP / 2; apart > 0; apart /= 2) {
      const Peak other = {__shfl_xor_sync(~0u, peak.largest, apart), __shfl_xor_sync(~0u, peak.sum, apart),
                          __shfl_xor_sync(~0u, peak.at, apart)};
      // In one order on both sides, so that both come to the same bits.
      peak = threadIdx.x & apart ? joined(other, peak) : joined(peak, other);
    }
    if (round == 1) break;
    if (lane == 0) parts[warp] = peak;
    __syncthreads();
    peak = lane < warps ? parts[lane] : Peak{-FLT_MAX, 0, vocabulary - 1};
  }
  return peak;
}

/** out[row] = logits[row][target] − log Σ e^logits; `normaliser` keeps the latter. A block for each row. */
KERNEL chosen_logprobs_kernel(const float *logits, const int32_t *targets, float *out, float *normaliser,
                              int vocabulary) {
  const float *row = logits + (int64_t)blockIdx.x * vocabulary;
  const Peak peak = peak_of(row, vocabulary);
  if (threadIdx.x > 0) return;
  const float rest = logf(peak.sum);
  normaliser[blockIdx.x] = peak.largest + rest;
  out[blockIdx.x] = (row[targets[blockIdx.x]] - peak.largest) - rest;
}

/** dlogits = dy · (1[target] − e^(logits − normaliser)) */
KERNEL chosen_logprobs_gradient_kernel(const float *logits, const int32_t *targets, const float *normaliser,
                                       const float *dy, float *dlogits, int vocabulary) {
  const int64_t row = blockIdx.x, start = row * vocabulary;
  const int target = targets[row];
  const float shift = normaliser[row], weight = dy[row];
  for (int i = blockIdx.y * blockDim.x + threadIdx.x; i < vocabulary; i += gridDim.y * blockDim.x) {
    const float slope = -weight * expf(logits[start + i] - shift);
    dlogits[start + i] = i == target ? slope + weight : slope;
  }
}

/** Makes a token the one that the row of this block reads next. */
__device__ inline void move_on(int32_t *ids, int32_t *positions, int token) {
  if (ids == nullptr) return;
  ids[blockIdx.x] = token;
  positions[blockIdx.x]++;
}

/**
 * Draws a token of each row from softmax(logits / temperature), by inverting its cumulative distribution with the
 * uniform number draws[row] / 2³²; temperature 0 takes the first of the likeliest. `chosen` is `[row][2]`: the token and
 * its log-probability at temperature 1; no number where a logit is not finite. A block for each row.
 * Where a pass follows that reads the tokens, they become `ids`, and `positions` move on; else both are null.
 */
KERNEL next_tokens_kernel(const float *logits, const int32_t *draws, const float *temperatures, float *chosen,
                          int vocabulary, int32_t *ids, int32_t *positions) {
  __shared__ double sums[WARP];
  const float *row = logits + (int64_t)blockIdx.x * vocabulary;
  const Peak peak = peak_of(row, vocabulary);
  const float temperature = temperatures[blockIdx.x];
  const bool finite = peak.sum > 0 && peak.sum < INFINITY && peak.largest < INFINITY;
  chosen += 2 * blockIdx.x;
  if (!finite || temperature == 0) {
    if (threadIdx.x == 0) {
      chosen[0] = finite ? (float)peak.at : NAN;
      chosen[1] = -logf(peak.sum);
      if (finite) move_on(ids, positions, peak.at);
    }
    return;
  }
  // Each warp has its stretch of the vocabulary: the sums of stretches say in which one the threshold is passed.
  const int lane = threadIdx.x % WARP, warp = threadIdx.x / WARP, warps = blockDim.x / WARP;
  const int stretch = (vocabulary + warps - 1) / warps, first = warp * stretch;
  const int end = first + stretch < vocabulary ? first + stretch : vocabulary;
  double sum = 0;
  for (int i = first + lane; i < end; i += WARP) sum += (double)expf((row[i] - peak.largest) / temperature);
  sum = warp_sum(sum);
  if (lane == 0) sums[warp] = sum;
  __syncthreads();
  double total = 0, before = 0;
  for (int i = 0; i < warps; i++) total += sums[i];
  const double threshold = (double)(uint32_t)draws[blockIdx.x] / 4294967296.0 * total;
  int there = -1;
  for (int i = 0; i < warps && (there < 0 || before + sums[there] <= threshold); i++) {
    if (sums[i] <= 0) continue;
    if (there >= 0) before += sums[there];
    there = i;
  }
  if (warp != there) return;
  int token = -1, last = first;
  for (int start = first; start < end && token < 0; start += WARP) {
    const int i = start + lane;
    double passed = i < end ? (double)expf((row[i] - peak.largest) / temperature) : 0;
    const unsigned likely = __ballot_sync(~0u, passed > 0);
    for (int apart = 1; apart < WARP; apart *= 2) {
      const double lower = __shfl_up_sync(~0u, passed, apart);
      if (lane >= apart) passed += lower;
    }
    const unsigned beyond = __ballot_sync(~0u, before + passed > threshold) & likely;
    if (beyond) token = start + __ffs(beyond) - 1;
    if (likely) {
      int highest = WARP - 1;
      while (!(likely >> highest & 1)) highest--;
      last = start + highest;
    }
    before += __shfl_sync(~0u, passed, WARP - 1);
  }
  // Rounding can leave the threshold at the very end: then it is the last that can be drawn.
  if (token < 0) token = last;
  if (lane == 0) {
    chosen[0] = (float)token;
    chosen[1] = (row[token] - peak.largest) - logf(peak.sum);
    move_on(ids, positions, token);
  }
}
