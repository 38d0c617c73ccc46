#pragma once
#include "device.h"

namespace products {

/** The product in the precision that the card was opened with; what goes in and comes out is float32. */
void multiply(const Product &product);

}  // namespace products
