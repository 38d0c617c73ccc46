#include "variants.h"

namespace {

#if defined(__x86_64__)
bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}
#endif

/** Adds the kernels of `variant` to what the addon exports. */
bool offer(napi_env env, napi_value variants, const Variant &variant) {
  napi_value kernels;
  return napi_create_object(env, &kernels) == napi_ok &&
         napi_define_properties(env, kernels, variant.count, variant.kernels) == napi_ok &&
         napi_set_named_property(env, variants, variant.name, kernels) == napi_ok;
}

}  // namespace

/** Exports what this processor can run, the fastest first, and the digest of the sources that it was built from. */
NAPI_MODULE_INIT() {
  napi_value variants, digest;
  if (napi_create_object(env, &variants) != napi_ok) return nullptr;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (has_avx512() && !offer(env, variants, avx512_variant)) return nullptr;
  if (has_avx2() && !offer(env, variants, avx2_variant)) return nullptr;
#endif
  if (!offer(env, variants, portable_variant)) return nullptr;
  if (napi_create_string_utf8(env, SOURCES, NAPI_AUTO_LENGTH, &digest) != napi_ok ||
      napi_set_named_property(env, exports, "sources", digest) != napi_ok ||
      napi_set_named_property(env, exports, "variants", variants) != napi_ok) {
    return nullptr;
  }
  return exports;
}
