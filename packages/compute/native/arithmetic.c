#include "../kernels/vector.h"

/** out = a ∘ b, number by number; a side whose `one` is set is a single number. */
#define ARITHMETIC(name, operation)                                                                    \
  EXPORTED(name)                                                                                       \
  void name(const float *a, const float *b, float *out, int size, int one_a, int one_b) {              \
    EACH_VECTOR(i, size, left) {                                                                       \
      const vec x = one_a ? splat(*a) : load_first(a + i, left);                                       \
      const vec y = one_b ? splat(*b) : load_first(b + i, left);                                       \
      store_first(out + i, x operation y, left);                                                       \
    }                                                                                                  \
  }

ARITHMETIC(add, +)
ARITHMETIC(subtract, -)
ARITHMETIC(product, *)
ARITHMETIC(divide, /)
