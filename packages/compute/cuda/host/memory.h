#pragma once
#include <stddef.h>
#include <stdint.h>

/*
 * Memory of the card that is taken once and used again: to take it costs more than most kernels do. Work is in one order,
 * so what is given back may be handed out at once: whoever gets it comes later.
 */
namespace memory {

/** Memory for so many bytes, its content undefined. Throws OUT_OF_DEVICE_MEMORY. */
void *allocate(size_t bytes);

/** Throws for what is not allocated. */
void release(void *pointer);

bool is_allocated(const void *pointer);

double bytes_in_use();

/** Memory of a call: it goes back when the call ends. */
template <typename Number>
class Room {
 public:
  explicit Room(int64_t count) : pointer_((Number *)allocate((size_t)count * sizeof(Number))) {}
  ~Room() { release(pointer_); }
  Room(const Room &) = delete;
  Room &operator=(const Room &) = delete;
  operator Number *() const { return pointer_; }

 private:
  Number *pointer_;
};

}  // namespace memory
