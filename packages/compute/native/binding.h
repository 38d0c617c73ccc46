#pragma once
#include <stddef.h>
#include <stdint.h>

#include <utility>

#define NAPI_VERSION 8
#include <node_api.h>

/*
 * Makes a kernel a function of JavaScript: its parameters say what it takes. Numbers stand for numbers, typed arrays of
 * four bytes an element for pointers: the kernel works in the memory of the array itself.
 * Everything here is in a nameless namespace, so that no code built for one processor is shared with another.
 */
namespace {

union Argument {
  void *pointer;
  int32_t integer;
  float number;
};

bool read(napi_env env, napi_value value, int32_t *, Argument &into) {
  return napi_get_value_int32(env, value, &into.integer) == napi_ok;
}

bool read(napi_env env, napi_value value, float *, Argument &into) {
  double number;
  if (napi_get_value_double(env, value, &number) != napi_ok) return false;
  into.number = (float)number;
  return true;
}

template <typename Element>
bool read(napi_env env, napi_value value, Element **, Argument &into) {
  napi_typedarray_type type;
  return napi_get_typedarray_info(env, value, &type, nullptr, &into.pointer, nullptr, nullptr) == napi_ok &&
         (type == napi_float32_array || type == napi_int32_array);
}

int32_t get(int32_t *, const Argument &from) { return from.integer; }

float get(float *, const Argument &from) { return from.number; }

template <typename Element>
Element *get(Element **, const Argument &from) { return (Element *)from.pointer; }

template <auto kernel>
struct Binding;

template <typename Result, typename... Parameters, Result (*kernel)(Parameters...)>
struct Binding<kernel> {
  static constexpr size_t count = sizeof...(Parameters);

  static napi_value call(napi_env env, napi_callback_info info) {
    napi_value given[count];
    size_t given_count = count;
    if (napi_get_cb_info(env, info, &given_count, given, nullptr, nullptr) != napi_ok) return nullptr;
    if (given_count != count) {
      napi_throw_type_error(env, nullptr, "a kernel was called with another number of arguments than it takes");
      return nullptr;
    }
    return call_with(env, given, std::make_index_sequence<count>());
  }

  template <size_t... at>
  static napi_value call_with(napi_env env, const napi_value *given, std::index_sequence<at...>) {
    Argument arguments[count];
    if (!(read(env, given[at], (Parameters *)nullptr, arguments[at]) && ...)) {
      napi_throw_type_error(env, nullptr, "a kernel takes numbers, Float32Array and Int32Array only, each in its place");
      return nullptr;
    }
    napi_value result = nullptr;
    if constexpr (std::is_void_v<Result>) {
      kernel(get((Parameters *)nullptr, arguments[at])...);
    } else {
      napi_create_double(env, (double)kernel(get((Parameters *)nullptr, arguments[at])...), &result);
    }
    return result;
  }
};

}  // namespace
