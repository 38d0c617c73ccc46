#pragma once
#include "library.h"

/** What we use of cuBLAS; its numbers are those of cublas_api.h and library_types.h. */
namespace blas {

typedef struct Opaque *Handle;

constexpr int NOT_TRANSPOSED = 0, TRANSPOSED = 1, REAL_FLOAT32 = 0, REAL_BFLOAT16 = 14, DEFAULT_ALGORITHM = -1, ALLOCATION_FAILED = 3;
constexpr int COMPUTE_FLOAT32 = 68, COMPUTE_TF32 = 77;

struct Blas {
  Library library;
  int (*create)(Handle *);
  int (*version)(Handle, int *);
  int (*multiply)(Handle, int, int, int, int, int, const void *, const void *, int, int, long long, const void *, int,
                  int, long long, const void *, void *, int, int, long long, int, int, int);

  explicit Blas(const char *file)
      : library(file, "cuBLAS does not load; put its folder into LD_LIBRARY_PATH, or its file into WALTZ_CUBLAS") {
    library.find("cublasCreate_v2", create);
    library.find("cublasGetVersion_v2", version);
    library.find("cublasGemmStridedBatchedEx", multiply);
  }
};

}  // namespace blas
