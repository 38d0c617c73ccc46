#pragma once
#include <dlfcn.h>

#include "device.h"

/** A shared library that is there on some machines only: its functions by name. */
class Library {
 public:
  /** Throws NO_DEVICE with `why` when it does not load. */
  Library(const char *file, const char *why) : file_(file), handle_(dlopen(file, RTLD_NOW | RTLD_GLOBAL)) {
    if (handle_ == nullptr) throw DeviceError{"NO_DEVICE", std::string(why) + " (" + dlerror() + ")"};
  }

  /** Throws NO_DEVICE when the library is too old to have it. */
  template <typename Function>
  void find(const char *name, Function &function) const {
    function = (Function)dlsym(handle_, name);
    if (function == nullptr) throw DeviceError{"NO_DEVICE", std::string(file_) + " has no " + name + ": it is too old"};
  }

 private:
  const char *file_;
  void *handle_;
};
