#pragma once
#include <stddef.h>

#include "library.h"

/*
 * What we use of CUDA's driver API, whose headers are not needed: the driver itself is looked up when the backend is
 * opened, so that the addon builds and loads on every machine.
 */
namespace driver {

typedef int Result;
typedef int Device;
typedef struct Opaque *Context, *Module, *Function, *Stream;
typedef unsigned long long Address;

constexpr Result SUCCESS = 0, OUT_OF_MEMORY = 2;
/** Failures after which a card answers nothing more to this process. */
constexpr Result FATAL[] = {46, 214, 220, 700, 702, 709, 710, 713, 714, 716, 717, 718, 719, 999};
constexpr int CAPABILITY_MAJOR = 75, CAPABILITY_MINOR = 76, SHARED_BYTES_ON_REQUEST = 97;
constexpr int MOST_SHARED_BYTES = 8;

struct Driver {
  Library library{"libcuda.so.1", "there is no driver of NVIDIA here"};
  Result (*init)(unsigned);
  Result (*version)(int *);
  Result (*device_count)(int *);
  Result (*device_get)(Device *, int);
  Result (*device_name)(char *, int, Device);
  Result (*device_attribute)(int *, int, Device);
  Result (*retain_context)(Context *, Device);
  Result (*set_current)(Context);
  Result (*load)(Module *, const void *);
  Result (*get_function)(Function *, Module, const char *);
  Result (*set_attribute)(Function, int, int);
  Result (*launch)(Function, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, Stream, void **,
                   void **);
  Result (*allocate)(Address *, size_t);
  Result (*release)(Address);
  Result (*memory_info)(size_t *, size_t *);
  Result (*allocate_host)(void **, size_t, unsigned);
  Result (*copy_in)(Address, const void *, size_t);
  Result (*copy_in_later)(Address, const void *, size_t, Stream);
  Result (*copy_out)(void *, Address, size_t);
  Result (*copy)(Address, Address, size_t, Stream);
  Result (*set)(Address, unsigned char, size_t, Stream);
  Result (*synchronize)();
  Result (*error_name)(Result, const char **);
  Result (*error_string)(Result, const char **);

  Driver() {
    library.find("cuInit", init);
    library.find("cuDriverGetVersion", version);
    library.find("cuDeviceGetCount", device_count);
    library.find("cuDeviceGet", device_get);
    library.find("cuDeviceGetName", device_name);
    library.find("cuDeviceGetAttribute", device_attribute);
    library.find("cuDevicePrimaryCtxRetain", retain_context);
    library.find("cuCtxSetCurrent", set_current);
    library.find("cuModuleLoadData", load);
    library.find("cuModuleGetFunction", get_function);
    library.find("cuFuncSetAttribute", set_attribute);
    library.find("cuLaunchKernel", launch);
    library.find("cuMemAlloc_v2", allocate);
    library.find("cuMemFree_v2", release);
    library.find("cuMemGetInfo_v2", memory_info);
    library.find("cuMemHostAlloc", allocate_host);
    library.find("cuMemcpyHtoD_v2", copy_in);
    library.find("cuMemcpyHtoDAsync_v2", copy_in_later);
    library.find("cuMemcpyDtoH_v2", copy_out);
    library.find("cuMemcpyDtoDAsync_v2", copy);
    library.find("cuMemsetD8Async", set);
    library.find("cuCtxSynchronize", synchronize);
    library.find("cuGetErrorName", error_name);
    library.find("cuGetErrorString", error_string);
  }
};

}  // namespace driver
