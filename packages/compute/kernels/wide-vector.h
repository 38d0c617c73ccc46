#pragma once
#include <immintrin.h>

/* Part of vector.h: what AVX2 and AVX-512 do in few instructions, and other processors lane by lane. */

#if LANES == 16
typedef __mmask16 first_mask;

/** Which lanes are the first `count`, fewer than all. */
INLINE first_mask first_lanes(int count) { return (first_mask)((1u << count) - 1); }

/** The first `count` numbers; the other lanes are those of `rest`. */
INLINE vec masked_load(const float *from, int count, vec rest) {
  return (vec)_mm512_mask_loadu_ps((__m512)rest, first_lanes(count), from);
}

INLINE void masked_store(float *to, vec x, int count) {
  _mm512_mask_storeu_ps(to, first_lanes(count), (__m512)x);
}

INLINE float tree_sum(vec x) { return _mm512_reduce_add_ps((__m512)x); }

INLINE float tree_largest(vec x) { return _mm512_reduce_max_ps((__m512)x); }
#else
INLINE __m256i first_lanes(int count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

INLINE vec masked_load(const float *from, int count, vec rest) {
  const __m256i mask = first_lanes(count);
  return (vec)_mm256_blendv_ps((__m256)rest, _mm256_maskload_ps(from, mask), _mm256_castsi256_ps(mask));
}

INLINE void masked_store(float *to, vec x, int count) {
  _mm256_maskstore_ps(to, first_lanes(count), (__m256)x);
}

INLINE float tree_sum(vec x) {
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128((__m256)x), _mm256_extractf128_ps((__m256)x, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

INLINE float tree_largest(vec x) {
  const __m128 four = _mm_max_ps(_mm256_castps256_ps128((__m256)x), _mm256_extractf128_ps((__m256)x, 1));
  const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}
#endif
