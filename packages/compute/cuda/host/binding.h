#pragma once
#include <node_api.h>

#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "../kernels/copy-box.cuh"
#include "device.h"
#include "memory.h"

/*
 * Makes a call a function of JavaScript: numbers stand for numbers, and for memory of the card, whose address they are;
 * a Float64Array for a box, and for a list of parts. Whatever a call throws becomes an error of JavaScript with its code and its bytes.
 */
namespace binding {

inline void throw_type_error(napi_env env) {
  napi_throw_type_error(env, nullptr, "a call takes whole numbers, numbers, and memory that is in use, each in its place");
}

inline void set_number(napi_env env, napi_value object, const char *name, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  napi_set_named_property(env, object, name, value);
}

inline void throw_device_error(napi_env env, const DeviceError &error) {
  napi_value code, message, thrown;
  napi_create_string_utf8(env, error.code, NAPI_AUTO_LENGTH, &code);
  napi_create_string_utf8(env, error.message.c_str(), error.message.size(), &message);
  napi_create_error(env, code, message, &thrown);
  set_number(env, thrown, "asked", error.asked);
  set_number(env, thrown, "free", error.free);
  set_number(env, thrown, "total", error.total);
  napi_throw(env, thrown);
}

template <typename Type>
struct Argument {
  Type value;

  /** Whether JavaScript gave what the parameter is. */
  bool read(napi_env env, napi_value given) {
    double number;
    if (napi_get_value_double(env, given, &number) != napi_ok) return false;
    value = (Type)number;
    return !std::is_integral_v<Type> || (double)value == number;
  }
};

template <typename Element>
struct Argument<Element *> {
  Element *value;

  bool read(napi_env env, napi_value given) {
    double number;
    if (napi_get_value_double(env, given, &number) != napi_ok) return false;
    value = (Element *)(uintptr_t)number;
    return value == nullptr || memory::is_allocated(value);
  }
};

template <>
struct Argument<Box> {
  Box value;

  /** Axes, sizes, where it starts in what is read, steps there, and both in what is written. */
  bool read(napi_env env, napi_value given) {
    napi_typedarray_type type;
    size_t length;
    void *data;
    if (napi_get_typedarray_info(env, given, &type, &length, &data, nullptr, nullptr) != napi_ok) return false;
    const double *numbers = (const double *)data;
    if (type != napi_float64_array || length < 3 || numbers[0] > MOST_AXES || length != 3 + 3 * (size_t)numbers[0]) {
      return false;
    }
    value.axes = (int)*numbers++;
    for (int axis = 0; axis < value.axes; axis++) value.sizes[axis] = (int)*numbers++;
    value.from_start = (int64_t)*numbers++;
    for (int axis = 0; axis < value.axes; axis++) value.from_steps[axis] = (int64_t)*numbers++;
    value.to_start = (int64_t)*numbers++;
    for (int axis = 0; axis < value.axes; axis++) value.to_steps[axis] = (int64_t)*numbers++;
    return true;
  }
};

template <typename Part>
struct Argument<const std::vector<Part> &> {
  std::vector<Part> value;

  /** A Float64Array: of each part its memory, then its whole numbers. */
  bool read(napi_env env, napi_value given) {
    napi_typedarray_type type;
    size_t length;
    void *data;
    constexpr size_t fields = sizeof(Part) / sizeof(int64_t);
    if (napi_get_typedarray_info(env, given, &type, &length, &data, nullptr, nullptr) != napi_ok ||
        type != napi_float64_array || length % fields != 0) {
      return false;
    }
    value.resize(length / fields);
    int64_t *const into = (int64_t *)value.data();
    for (size_t i = 0; i < length; i++) {
      into[i] = (int64_t)((const double *)data)[i];
      if ((double)into[i] != ((const double *)data)[i]) return false;
      if (i % fields < Part::ARRAYS && !memory::is_allocated((const void *)into[i])) return false;
    }
    return true;
  }
};

template <auto call>
struct Binding;

template <typename Result, typename... Parameters, Result (*call)(Parameters...)>
struct Binding<call> {
  static napi_value run(napi_env env, napi_callback_info info) {
    return run_with(env, info, std::make_index_sequence<sizeof...(Parameters)>());
  }

  template <size_t... at>
  static napi_value run_with(napi_env env, napi_callback_info info, std::index_sequence<at...>) {
    constexpr size_t count = sizeof...(Parameters);
    napi_value given[count + 1];
    size_t given_count = count + 1;
    std::tuple<Argument<Parameters>...> arguments;
    if (napi_get_cb_info(env, info, &given_count, given, nullptr, nullptr) != napi_ok) return nullptr;
    if (given_count != count || !(std::get<at>(arguments).read(env, given[at]) && ...)) {
      throw_type_error(env);
      return nullptr;
    }
    try {
      napi_value result = nullptr;
      if constexpr (std::is_void_v<Result>) {
        call(std::get<at>(arguments).value...);
      } else {
        napi_create_double(env, (double)call(std::get<at>(arguments).value...), &result);
      }
      return result;
    } catch (const DeviceError &error) {
      throw_device_error(env, error);
      return nullptr;
    }
  }
};

}  // namespace binding
