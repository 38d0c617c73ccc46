#pragma once
#include "../kernels/kernels.cu"
#include "device.h"
#ifdef WALTZ_EMULATED
#include "../emulation/fibers.h"
#endif

/*
 * LAUNCH(kernel)(blocks, threads, shared floats, …parameters) starts a kernel with parameters of its own types. The
 * kernels above are compiled for the card elsewhere; here they say what they take, and are what the emulation runs.
 */
#ifdef WALTZ_EMULATED
#define LAUNCH(kernel) Launch(#kernel, &kernel)
#else
#define LAUNCH(kernel) Launch(#kernel, (decltype(&kernel)) nullptr)
#endif

constexpr unsigned THREADS = 256;

template <typename... Parameters>
class Launch {
 public:
  Launch(const char *name, void (*kernel)(Parameters...)) : name_(name), kernel_(kernel) {}

  void operator()(Blocks blocks, unsigned threads, int64_t shared_floats, Parameters... parameters) const {
    if (blocks.x == 0 || blocks.y == 0 || blocks.z == 0) return;
    const size_t shared_bytes = (size_t)shared_floats * sizeof(float);
#ifdef WALTZ_EMULATED
    emulation::run({blocks.x, blocks.y, blocks.z}, threads, shared_bytes, [&] { kernel_(parameters...); });
#else
    void *pointers[] = {(void *)&parameters...};
    device::launch(name_, blocks, threads, shared_bytes, pointers);
#endif
  }

 private:
  const char *name_;
  void (*kernel_)(Parameters...);
};

inline unsigned parts_of(int64_t size, int64_t part) { return (unsigned)((size + part - 1) / part); }

/** Blocks for EACH of `size` numbers: enough to fill a card, and a loop for what is left. */
inline Blocks blocks_for(int64_t size) {
  const unsigned blocks = parts_of(size, THREADS);
  return {blocks < 4096 ? blocks : 4096};
}

/** Threads of a block that shares out a row: whole warps. */
inline unsigned threads_for(int width) {
  const unsigned warps = parts_of(width, WARP);
  return WARP * (warps < 1 ? 1 : warps < THREADS / WARP ? warps : THREADS / WARP);
}
