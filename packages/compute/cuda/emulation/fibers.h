#pragma once
#include <functional>

#include "device.h"

namespace emulation {

/** Runs `kernel` as every thread of every block of a launch. */
void run(Index grid, unsigned threads, size_t shared_bytes, const std::function<void()> &kernel);

}  // namespace emulation
