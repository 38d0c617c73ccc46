#pragma once
#include "device.h"

/** Parts of one launch; its parameters may take 4 KiB. */
enum { MOST_PARTS = 64 };

/**
 * What a launch does the same for, a row of blocks for each: `gridDim.y` parts. A part is `ARRAYS` addresses, then whole
 * numbers, each of 8 bytes: what JavaScript gives is read so.
 */
template <typename Part>
struct Parts {
  Part of[MOST_PARTS];
};
