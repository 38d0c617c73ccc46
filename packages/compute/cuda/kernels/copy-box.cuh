#pragma once
#include "device.h"

enum { MOST_AXES = 6 };

/** A box of numbers, and where its number at 0, 0, … and its axes lie in what is read and in what is written. */
struct Box {
  int axes;
  int sizes[MOST_AXES];
  int64_t from_start, from_steps[MOST_AXES];
  int64_t to_start, to_steps[MOST_AXES];
};

/** Copies a box: a slice, a part of a concatenation, a transposition, a repetition. */
KERNEL copy_box_kernel(const float *from, float *to, Box box, int size) {
  EACH(i, size) {
    int64_t rest = i, read = box.from_start, write = box.to_start;
    for (int axis = box.axes - 1; axis >= 0; axis--) {
      const int64_t at = rest % box.sizes[axis];
      rest /= box.sizes[axis];
      read += at * box.from_steps[axis];
      write += at * box.to_steps[axis];
    }
    to[write] = from[read];
  }
}
