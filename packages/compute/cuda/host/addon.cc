/* The addon: what JavaScript can ask of a card. */
#include <string>
#include <vector>

#include "binding.h"
#include "calls.h"

namespace {

/** The bytes of a typed array. Throws to JavaScript when it is none. */
bool bytes_of(napi_env env, napi_value array, void **data, size_t *bytes) {
  napi_typedarray_type type;
  size_t length;
  if (napi_get_typedarray_info(env, array, &type, &length, data, nullptr, nullptr) != napi_ok ||
      (type != napi_float32_array && type != napi_int32_array)) {
    binding::throw_type_error(env);
    return false;
  }
  *bytes = 4 * length;
  return true;
}

bool text(napi_env env, napi_value value, std::string &into) {
  size_t length;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok) return false;
  into.resize(length);
  return napi_get_value_string_utf8(env, value, into.data(), length + 1, &length) == napi_ok;
}

/** open(file of the compiled kernels, file of cuBLAS, precision): what the card is, in words. */
napi_value open(napi_env env, napi_callback_info info) {
  napi_value given[3], words = nullptr;
  size_t count = 3;
  std::string module, blas;
  double precision;
  if (napi_get_cb_info(env, info, &count, given, nullptr, nullptr) != napi_ok || count != 3 ||
      !text(env, given[0], module) || !text(env, given[1], blas) ||
      napi_get_value_double(env, given[2], &precision) != napi_ok) {
    binding::throw_type_error(env);
    return nullptr;
  }
  try {
    device::open(module.c_str(), blas.c_str(), (Precision)(int)precision);
    const std::string described = device::describe();
    napi_create_string_utf8(env, described.c_str(), described.size(), &words);
  } catch (const DeviceError &error) {
    binding::throw_device_error(env, error);
  }
  return words;
}

/** place(address, typed array) and fetch(address, typed array): a copy to the card, and one from it. */
template <bool to_card>
napi_value transfer(napi_env env, napi_callback_info info) {
  napi_value given[2];
  size_t count = 2, bytes;
  void *data;
  binding::Argument<char *> address;
  if (napi_get_cb_info(env, info, &count, given, nullptr, nullptr) != napi_ok || count != 2 ||
      !address.read(env, given[0])) {
    binding::throw_type_error(env);
    return nullptr;
  }
  if (!bytes_of(env, given[1], &data, &bytes) || bytes == 0) return nullptr;
  try {
    if (to_card) device::copy_in(address.value, data, bytes);
    else device::copy_out(data, address.value, bytes);
  } catch (const DeviceError &error) {
    binding::throw_device_error(env, error);
  }
  return nullptr;
}

double allocate(double bytes) { return (double)(uintptr_t)memory::allocate((size_t)bytes); }

#define FUNCTION(name, function) {name, nullptr, function, nullptr, nullptr, nullptr, napi_enumerable, nullptr}
#define CALL(name) FUNCTION(#name, binding::Binding<&calls::name>::run)

const napi_property_descriptor exported[] = {
    FUNCTION("open", open),
    FUNCTION("place", transfer<true>),
    FUNCTION("fetch", transfer<false>),
    FUNCTION("allocate", binding::Binding<&allocate>::run),
    FUNCTION("release", binding::Binding<&memory::release>::run),
    FUNCTION("bytes_in_use", binding::Binding<&memory::bytes_in_use>::run),
    CALL(adam),
    CALL(add_rows),
    CALL(arithmetic),
    CALL(attention_heads),
    CALL(attention_heads_gradient),
    CALL(block_output),
    CALL(block_output_gradient),
    CALL(cached_heads),
    CALL(causal_attention),
    CALL(causal_attention_gradient),
    CALL(chosen_logprobs),
    CALL(chosen_logprobs_gradient),
    CALL(clear),
    CALL(copy_box),
    CALL(decode),
    CALL(gather_rows),
    CALL(matmul),
    CALL(next_tokens),
    CALL(pack_matrix),
    CALL(rms_norm),
    CALL(rms_norm_gradient),
    CALL(rotary_embedding),
    CALL(square_sums),
    CALL(sum_axis),
    CALL(swap_axes),
    CALL(swi_glu),
    CALL(swi_glu_gradient),
    CALL(tanh_of),
};

}  // namespace

/** With the digest of the sources that it was built from. */
NAPI_MODULE_INIT() {
  napi_value digest;
  if (napi_create_string_utf8(env, SOURCES, NAPI_AUTO_LENGTH, &digest) != napi_ok ||
      napi_set_named_property(env, exports, "sources", digest) != napi_ok ||
      napi_define_properties(env, exports, sizeof exported / sizeof *exported, exported) != napi_ok) {
    return nullptr;
  }
  return exports;
}
