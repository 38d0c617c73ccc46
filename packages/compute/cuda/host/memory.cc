#include "memory.h"

#include <map>
#include <unordered_map>
#include <vector>

#include "device.h"

namespace memory {
namespace {

/** Free memory by its size; sizes are few, so that most of what is asked for was given back before. */
std::map<size_t, std::vector<void *>> kept;
std::unordered_map<const void *, size_t> used;
double used_bytes, kept_bytes;

/** The next size of 512, 640, 768, 896, 1024, 1280, … bytes: at most a quarter more than is asked for. */
size_t whole_size(size_t bytes) {
  size_t step = 128;
  while (bytes > 8 * step) step *= 2;
  const size_t whole = (bytes + step - 1) / step * step;
  return whole < 512 ? 512 : whole;
}

void give_back_all() {
  for (auto &[size, pointers] : kept) {
    for (void *pointer : pointers) device::give(pointer);
  }
  kept.clear();
  kept_bytes = 0;
}

void *take(size_t size) {
  const auto same = kept.find(size);
  if (same != kept.end() && !same->second.empty()) {
    void *pointer = same->second.back();
    same->second.pop_back();
    kept_bytes -= (double)size;
    return pointer;
  }
  void *pointer = device::take(size);
  if (pointer != nullptr || kept_bytes == 0) return pointer;
  // What is kept has other sizes: as plain memory it may do.
  device::finish();
  give_back_all();
  return device::take(size);
}

std::string in_mebibytes(double bytes) { return std::to_string((long long)(bytes / 1048576 + 0.5)) + " MiB"; }

}  // namespace

void *allocate(size_t bytes) {
  const size_t size = whole_size(bytes);
  void *pointer = take(size);
  if (pointer == nullptr) {
    size_t free, total;
    device::room(&free, &total);
    throw DeviceError{"OUT_OF_DEVICE_MEMORY",
                      in_mebibytes(used_bytes) + " are in use by this process",
                      (double)bytes, (double)free, (double)total};
  }
  used[pointer] = size;
  used_bytes += (double)size;
  return pointer;
}

void release(void *pointer) {
  const auto found = used.find(pointer);
  if (found == used.end()) throw DeviceError{"DEVICE_FAILED", "memory was given back that is not in use"};
  kept[found->second].push_back(pointer);
  kept_bytes += (double)found->second;
  used_bytes -= (double)found->second;
  used.erase(found);
}

bool is_allocated(const void *pointer) { return used.count(pointer) > 0; }

double bytes_in_use() { return used_bytes; }

}  // namespace memory
