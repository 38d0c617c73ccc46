// Built once for each kind of processor, with -DVARIANT=name, -DLANES=numbers in a vector, and the compiler's options.
#include "binding.h"
#include "variants.h"
#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace {

#include "../kernels/adam.c"
#include "../kernels/attention.c"
#include "../kernels/attention-heads.c"
#include "../kernels/block-output.c"
#include "../kernels/cached-heads.c"
#include "../kernels/chosen-logprobs.c"
#include "../kernels/decode.c"
#include "../kernels/matmul.c"
#include "../kernels/next-tokens.c"
#include "../kernels/paged-attention.c"
#include "../kernels/rms-norm.c"
#include "../kernels/rotary-embedding.c"
#include "../kernels/rows.c"
#include "../kernels/square-sums.c"
#include "../kernels/swi-glu.c"
#include "../kernels/tanh.c"
#include "../kernels/transpose.c"
#include "arithmetic.c"
#include "extents.h"

#define KERNEL(name) \
  {#name, nullptr, Binding<&name, extents::name>::call, nullptr, nullptr, nullptr, napi_enumerable, (void *)#name}

const napi_property_descriptor kernels[] = {
    KERNEL(adam),
    KERNEL(add),
    KERNEL(add_rows),
    KERNEL(attention_heads),
    KERNEL(attention_heads_gradient),
    KERNEL(block_output),
    KERNEL(block_output_gradient),
    KERNEL(cached_heads),
    KERNEL(causal_attention),
    KERNEL(causal_attention_gradient),
    KERNEL(chosen_logprobs),
    KERNEL(chosen_logprobs_gradient),
    KERNEL(decode),
    KERNEL(divide),
    KERNEL(gather_rows),
    KERNEL(matmul),
    KERNEL(next_tokens),
    KERNEL(pack_matrix),
    KERNEL(product),
    KERNEL(rms_norm),
    KERNEL(rms_norm_gradient),
    KERNEL(rotary_embedding),
    KERNEL(scratch_bytes),
    KERNEL(square_sums),
    KERNEL(subtract),
    KERNEL(sum_axis),
    KERNEL(swap_axes),
    KERNEL(swi_glu),
    KERNEL(swi_glu_gradient),
    KERNEL(tanh_of),
};

}  // namespace

#define JOIN(a, b) a##b
#define VARIANT_OF(name) JOIN(name, _variant)
#define STRING(name) #name
#define NAME_OF(name) STRING(name)

const Variant VARIANT_OF(VARIANT) = {NAME_OF(VARIANT), kernels, sizeof(kernels) / sizeof(*kernels)};
