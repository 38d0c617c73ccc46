#pragma once
#include <stddef.h>

#define NAPI_VERSION 8
#include <node_api.h>

/** All kernels, built for one kind of processor. */
struct Variant {
  const char *name;
  const napi_property_descriptor *kernels;
  size_t count;
};

extern const Variant portable_variant;
extern const Variant avx2_variant;
extern const Variant avx512_variant;
