#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <type_traits>
#include <utility>

#define NAPI_VERSION 8
#include <node_api.h>

/*
 * Makes a kernel a function of JavaScript: its parameters say what it takes. Numbers stand for numbers, a Float32Array or
 * an Int32Array for a pointer, a list of Float32Arrays for a pointer to pointers: the kernel works in the memory of the
 * arrays themselves. Before it does, its extents (extents.h) say how many numbers it touches in each, and a shorter one
 * is refused.
 * Everything here is in a nameless namespace, so that no code built for one processor is shared with another.
 */
namespace {

union Argument {
  void *pointer;
  int32_t integer;
  float number;
};

/** The Float32Arrays of a list. */
struct List {
  float **array = nullptr;
  double *length = nullptr;
  uint32_t arrays = 0;

  ~List() {
    free(array);
    free(length);
  }
};

/** The arrays, whole numbers and list of a call, the former each in the order of the parameters. */
struct Given {
  const void *array[32];
  double length[32];
  double integer[32];
  int arrays = 0, integers = 0;
  List list;
};

/** How many numbers a kernel touches in each of its arrays. */
template <size_t arrays>
struct Lengths {
  static constexpr size_t count = arrays;
  double of[arrays + 1];
};

bool read(napi_env env, napi_value value, int32_t *, Argument &into, Given &given) {
  double number;
  if (napi_get_value_double(env, value, &number) != napi_ok) return false;
  if (!(number >= 0 && number <= INT32_MAX) || number != (double)(int32_t)number) return false;
  given.integer[given.integers++] = number;
  into.integer = (int32_t)number;
  return true;
}

bool read(napi_env env, napi_value value, float *, Argument &into, Given &) {
  double number;
  if (napi_get_value_double(env, value, &number) != napi_ok) return false;
  into.number = (float)number;
  return true;
}

/** Where empty arrays lie: theirs may be null, which C++ does not let even a copy of 0 bytes see. */
float nowhere;

template <typename Element>
bool read(napi_env env, napi_value value, Element **, Argument &into, Given &given) {
  constexpr bool floats = std::is_same_v<std::remove_const_t<Element>, float>;
  napi_typedarray_type type;
  size_t length;
  if (napi_get_typedarray_info(env, value, &type, &length, &into.pointer, nullptr, nullptr) != napi_ok ||
      type != (floats ? napi_float32_array : napi_int32_array)) {
    return false;
  }
  if (length == 0) into.pointer = &nowhere;
  given.array[given.arrays] = into.pointer;
  given.length[given.arrays++] = (double)length;
  return true;
}

bool read(napi_env env, napi_value value, float *const **, Argument &into, Given &given) {
  List &list = given.list;
  bool is_array = false;
  uint32_t arrays;
  if (napi_is_array(env, value, &is_array) != napi_ok || !is_array ||
      napi_get_array_length(env, value, &arrays) != napi_ok) {
    return false;
  }
  list.array = (float **)calloc(arrays + 1, sizeof *list.array);
  list.length = (double *)calloc(arrays + 1, sizeof *list.length);
  if (list.array == nullptr || list.length == nullptr) return false;
  for (; list.arrays < arrays; list.arrays++) {
    napi_value element;
    Argument pointer;
    Given one;
    if (napi_get_element(env, value, list.arrays, &element) != napi_ok ||
        !read(env, element, (float **)nullptr, pointer, one)) {
      return false;
    }
    list.array[list.arrays] = (float *)pointer.pointer;
    list.length[list.arrays] = *one.length;
  }
  into.pointer = list.array;
  return true;
}

int32_t get(int32_t *, const Argument &from) { return from.integer; }

float get(float *, const Argument &from) { return from.number; }

template <typename Element>
Element *get(Element **, const Argument &from) { return (Element *)from.pointer; }

/** Makes JavaScript throw unless every array is as long as the kernel needs it. */
bool refuse_short(napi_env env, const char *kernel, const Given &given, const double *needed) {
  for (int i = 0; i < given.arrays; i++) {
    if (needed[i] <= given.length[i] && needed[i] <= INT32_MAX) continue;
    char message[160];
    if (needed[i] <= INT32_MAX) {
      snprintf(message, sizeof message, "kernel %s: array %d holds %.0f numbers, but needs %.0f", kernel, i,
               given.length[i], needed[i]);
    } else {
      snprintf(message, sizeof message, "kernel %s: no array %d can be long enough for these sizes and indices",
               kernel, i);
    }
    napi_throw_range_error(env, nullptr, message);
    return true;
  }
  return false;
}

template <auto kernel, auto extents>
struct Binding;

template <typename Result, typename... Parameters, Result (*kernel)(Parameters...), auto extents>
struct Binding<kernel, extents> {
  static constexpr size_t count = sizeof...(Parameters);
  static constexpr size_t integers = (std::is_same_v<Parameters, int32_t> + ... + 0);
  static constexpr size_t arrays =
      ((std::is_pointer_v<Parameters> && !std::is_same_v<Parameters, float *const *>) + ... + 0);
  static_assert(count <= 32, "Given has room for 32 of a kind");

  /** `info` carries the kernel's name. */
  static napi_value call(napi_env env, napi_callback_info info) {
    napi_value given[count];
    size_t given_count = count;
    void *name;
    if (napi_get_cb_info(env, info, &given_count, given, nullptr, &name) != napi_ok) return nullptr;
    if (given_count != count) {
      napi_throw_type_error(env, nullptr, "a kernel was called with another number of arguments than it takes");
      return nullptr;
    }
    return call_with(env, (const char *)name, given, std::make_index_sequence<count>(),
                     std::make_index_sequence<integers>());
  }

  template <size_t... at, size_t... integer>
  static napi_value call_with(napi_env env, const char *name, const napi_value *values, std::index_sequence<at...>,
                              std::index_sequence<integer...>) {
    Argument arguments[count];
    Given given;
    if (!(read(env, values[at], (Parameters *)nullptr, arguments[at], given) && ...)) {
      napi_throw_type_error(
          env, nullptr, "a kernel takes whole numbers from 0, numbers, Float32Array and Int32Array, or a list, each in its place");
      return nullptr;
    }
    const auto needed = extents(given, given.integer[integer]...);
    static_assert(needed.count == arrays, "the extents of a kernel name each of its arrays");
    if (refuse_short(env, name, given, needed.of)) return nullptr;
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
