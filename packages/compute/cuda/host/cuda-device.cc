/* A card of NVIDIA, by its driver and cuBLAS. */
#include <stdio.h>
#include <string.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "cuda-blas.h"
#include "device.h"
#include "driver.h"

namespace device {
namespace {

std::unique_ptr<driver::Driver> cuda;
std::unique_ptr<blas::Blas> linear_algebra;
driver::Device card;
driver::Context context;
driver::Module kernels;
blas::Handle handle;
Precision opened_with;
int most_shared_bytes;
constexpr size_t STAGE_BYTES = 4 << 20;
char *stage;
size_t staged;
std::unordered_map<std::string, driver::Function> functions;

[[noreturn]] void fail(driver::Result result, const char *what) {
  const char *name = "an unknown error", *words = "";
  cuda->error_name(result, &name);
  cuda->error_string(result, &words);
  const char *code = "DEVICE_FAILED";
  for (const driver::Result fatal : driver::FATAL) {
    if (result == fatal) code = "DEVICE_LOST";
  }
  throw DeviceError{code, std::string("the card failed at ") + what + ": " + name + ", " + words};
}

void check(driver::Result result, const char *what) {
  if (result != driver::SUCCESS) fail(result, what);
}

driver::Address address(const void *pointer) { return (driver::Address)pointer; }

std::vector<char> whole_file(const char *file) {
  std::vector<char> content;
  FILE *stream = fopen(file, "rb");
  if (stream == nullptr) throw DeviceError{"NO_DEVICE", std::string("the compiled kernels are not there: ") + file};
  char part[65536];
  for (size_t count; (count = fread(part, 1, sizeof part, stream)) > 0;) content.insert(content.end(), part, part + count);
  fclose(stream);
  return content;
}

int attribute(int which) {
  int value = 0;
  check(cuda->device_attribute(&value, which, card), "asking what the card is");
  return value;
}

/** The product of factors of a type, none of whose sizes is 0. */
void multiply_as(int type, int compute_type, const Product &of, const void *a, const void *b) {
  // cuBLAS goes by columns: our row-major c = a · b is its cᵀ = bᵀ · aᵀ.
  const int status = linear_algebra->multiply(
      handle, of.transpose_b ? blas::TRANSPOSED : blas::NOT_TRANSPOSED,
      of.transpose_a ? blas::TRANSPOSED : blas::NOT_TRANSPOSED, of.n, of.m, of.k, &of.alpha, b, type,
      of.transpose_b ? of.k : of.n, of.b_step, a, type, of.transpose_a ? of.m : of.k, of.a_step, &of.beta, of.c,
      blas::REAL_FLOAT32, of.n, (long long)of.m * of.n, of.count, compute_type, blas::DEFAULT_ALGORITHM);
  if (status == blas::ALLOCATION_FAILED) throw DeviceError{"OUT_OF_DEVICE_MEMORY", "cuBLAS finds no memory on the card"};
  if (status != 0) throw DeviceError{"DEVICE_FAILED", "a matrix product failed on the card: cuBLAS status " + std::to_string(status)};
}

std::string version(int number) { return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10); }

}  // namespace

void open(const char *module, const char *cublas, Precision precision) {
  if (!cuda) {
    auto found = std::make_unique<driver::Driver>();
    cuda = std::move(found);
    const driver::Result started = cuda->init(0);
    int count = 0;
    if (started == driver::SUCCESS) cuda->device_count(&count);
    if (count == 0) {
      cuda = nullptr;
      throw DeviceError{"NO_DEVICE", "the driver of NVIDIA is here, and sees no card (error " + std::to_string(started) + ")"};
    }
    check(cuda->device_get(&card, 0), "choosing it");
    check(cuda->retain_context(&context, card), "opening it");
  }
  check(cuda->set_current(context), "opening it");
  if (kernels == nullptr) {
    const std::vector<char> code = whole_file(module);
    const driver::Result loaded = cuda->load(&kernels, code.data());
    if (loaded != driver::SUCCESS) {
      int supported = 0;
      cuda->version(&supported);
      kernels = nullptr;
      throw DeviceError{"NO_DEVICE", "this driver, for CUDA " + version(supported) +
                                         ", does not load the kernels (error " + std::to_string(loaded) +
                                         "): they need the driver 580 or newer, or, with this machine's nvcc, " +
                                         "npm run build:cuda"};
    }
    most_shared_bytes = attribute(driver::SHARED_BYTES_ON_REQUEST);
  }
  if (!linear_algebra) {
    auto found = std::make_unique<blas::Blas>(cublas);
    const int status = found->create(&handle);
    if (status != 0) throw DeviceError{"NO_DEVICE", "cuBLAS does not start here (status " + std::to_string(status) + ")"};
    linear_algebra = std::move(found);
  }
  opened_with = precision;
}

std::string describe() {
  char name[128] = "";
  int supported = 0, cublas = 0;
  check(cuda->device_name(name, sizeof name, card), "asking what the card is");
  cuda->version(&supported);
  linear_algebra->version(handle, &cublas);
  return std::string(name) + ", compute capability " + std::to_string(attribute(driver::CAPABILITY_MAJOR)) + "." +
         std::to_string(attribute(driver::CAPABILITY_MINOR)) + ", driver for CUDA " + version(supported) +
         ", cuBLAS " + std::to_string(cublas);
}

void *take(size_t bytes) {
  driver::Address taken = 0;
  const driver::Result result = cuda->allocate(&taken, bytes);
  if (result == driver::OUT_OF_MEMORY) return nullptr;
  check(result, "taking memory");
  return (void *)taken;
}

void give(void *memory) { check(cuda->release(address(memory)), "giving memory back"); }

void room(size_t *free, size_t *total) { check(cuda->memory_info(free, total), "asking for its memory"); }

void copy_in(void *to, const void *from, size_t bytes) {
  if (bytes > STAGE_BYTES / 8) return check(cuda->copy_in(address(to), from, bytes), "a copy to it");
  // Little is left in memory that the card reads by itself, and nobody waits; to copy at once is to wait for all before.
  if (stage == nullptr) check(cuda->allocate_host((void **)&stage, STAGE_BYTES, 0), "taking memory to copy from");
  if (staged + bytes > STAGE_BYTES) {
    finish();
    staged = 0;
  }
  memcpy(stage + staged, from, bytes);
  check(cuda->copy_in_later(address(to), stage + staged, bytes, nullptr), "a copy to it");
  staged += (bytes + 63) / 64 * 64;
}

void copy_out(void *to, const void *from, size_t bytes) {
  check(cuda->copy_out(to, address(from), bytes), "a copy from it");
}

void copy(void *to, const void *from, size_t bytes) {
  if (bytes > 0) check(cuda->copy(address(to), address(from), bytes, nullptr), "a copy in it");
}

void zero(void *to, size_t bytes) {
  if (bytes > 0) check(cuda->set(address(to), 0, bytes, nullptr), "clearing memory");
}

void finish() { check(cuda->synchronize(), "finishing its work"); }

Precision precision() { return opened_with; }

void multiply(const Product &of) {
  if (of.count == 0 || of.m == 0 || of.n == 0) return;
  if (of.k == 0 && of.beta == 0) return zero(of.c, sizeof(float) * (size_t)of.count * (size_t)of.m * (size_t)of.n);
  if (of.k == 0) return;
  multiply_as(blas::REAL_FLOAT32, opened_with == TF32 ? blas::COMPUTE_TF32 : blas::COMPUTE_FLOAT32, of, of.a, of.b);
}

void multiply_bfloat16(const Product &of, const uint16_t *a, const uint16_t *b) {
  multiply_as(blas::REAL_BFLOAT16, blas::COMPUTE_FLOAT32, of, a, b);
}

void launch(const char *kernel, Blocks blocks, unsigned threads, size_t shared_bytes, void **parameters) {
  driver::Function &function = functions[kernel];
  if (function == nullptr) {
    check(cuda->get_function(&function, kernels, kernel), kernel);
    // Beyond 48 KiB a kernel gets as much as it asks for only when it has said so before.
    cuda->set_attribute(function, driver::MOST_SHARED_BYTES, most_shared_bytes - 1024);
  }
  if (shared_bytes + 1024 > (size_t)most_shared_bytes) {
    throw DeviceError{"DEVICE_FAILED", std::string(kernel) + " needs " + std::to_string(shared_bytes) +
                                           " bytes of shared memory, and the card has " +
                                           std::to_string(most_shared_bytes) + " for a block"};
  }
  check(cuda->launch(function, blocks.x, blocks.y, blocks.z, threads, 1, 1, (unsigned)shared_bytes, nullptr,
                     parameters, nullptr),
        kernel);
}

}  // namespace device
