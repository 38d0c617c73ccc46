#include "matmul.h"
#include "shared-kernels.h"

/** Rows that are worked on together: what lies between two products of them stays in the second cache. */
enum { ROWS_TOGETHER = 96 };

INLINE const float *packed_at(matrix b, int depth, int columns, float *panels) {
  pack_panels(b, depth, columns, panels);
  return panels;
}

/**
 * The second half of a layer of the Llama family: out = a + (silu(n · gate) ⊙ (n · up)) · down, with
 * a = hidden + heard · attention_output and n = norm(a). hidden, attended (a) and out are `[row][dim]`, heard is
 * `[row][heard_width]`, weights are `[in][out]`, in panels already if `packed`. attended, inverse, gates and ups are for
 * the backward pass.
 */
EXPORTED(block_output)
void block_output(const float *hidden, const float *heard, const float *attention_output, const float *norm,
                  const float *gate, const float *up, const float *down, float *out, float *attended,
                  float *inverse, float *gates, float *ups, float *workspace, int rows, int dim, int heard_width,
                  int hidden_dim, int packed, float epsilon, float *scratch) {
  const float *output_panels = attention_output, *gate_panels = gate, *up_panels = up, *down_panels = down;
  if (!packed) {
    const int dim_panels = whole_panels(dim), hidden_panels = whole_panels(hidden_dim);
    output_panels = packed_at((matrix){attention_output, dim, 0}, heard_width, dim, workspace);
    gate_panels = packed_at((matrix){gate, hidden_dim, 0}, dim, hidden_dim, workspace += heard_width * dim_panels);
    up_panels = packed_at((matrix){up, hidden_dim, 0}, dim, hidden_dim, workspace += dim * hidden_panels);
    down_panels = packed_at((matrix){down, dim, 0}, hidden_dim, dim, workspace += dim * hidden_panels);
    workspace += hidden_dim * dim_panels;
  }
  float *normed = workspace, *gated = normed + smaller(rows, ROWS_TOGETHER) * dim;
  for (int first = 0; first < rows; first += ROWS_TOGETHER) {
    const int count = smaller(ROWS_TOGETHER, rows - first);
    const unsigned long bytes = 4ul * (unsigned long)(count * dim);
    float *a = attended + first * dim, *g = gates + first * hidden_dim, *u = ups + first * hidden_dim;
    __builtin_memcpy(a, hidden + first * dim, bytes);
    multiply_panels((matrix){heard + first * heard_width, heard_width, 0}, output_panels, heard_width, a, dim,
                    count, dim, heard_width, 1, 1, scratch);
    rms_norm(a, norm, normed, inverse + first, count, dim, epsilon);
    const matrix n = {normed, dim, 0};
    multiply_panels(n, gate_panels, dim, g, hidden_dim, count, hidden_dim, dim, 1, 0, scratch);
    multiply_panels(n, up_panels, dim, u, hidden_dim, count, hidden_dim, dim, 1, 0, scratch);
    swi_glu(g, u, gated, count * hidden_dim);
    __builtin_memcpy(out + first * dim, a, bytes);
    multiply_panels((matrix){gated, hidden_dim, 0}, down_panels, hidden_dim, out + first * dim, dim, count, dim,
                    hidden_dim, 1, 1, scratch);
  }
}

/** Gradients of `block_output`; attended, inverse, gates and ups are what it gave. */
EXPORTED(block_output_gradient)
void block_output_gradient(const float *heard, const float *attention_output, const float *norm,
                           const float *gate, const float *up, const float *down, const float *attended,
                           const float *inverse, const float *gates, const float *ups, const float *dout,
                           float *dhidden, float *dheard, float *dattention_output, float *dnorm, float *dgate,
                           float *dup, float *ddown, float *workspace, int rows, int dim, int heard_width,
                           int hidden_dim, float *scratch) {
  const int dim_panels = whole_panels(dim), hidden_panels = whole_panels(hidden_dim);
  const int together = smaller(rows, ROWS_TOGETHER), heard_panels = whole_panels(heard_width);
  float *output_panels = workspace, *gate_panels = output_panels + dim * heard_panels;
  float *up_panels = gate_panels + hidden_dim * dim_panels, *down_panels = up_panels + hidden_dim * dim_panels;
  float *normed = down_panels + dim * hidden_panels, *dnormed = normed + together * dim;
  float *gated = dnormed + together * dim, *dgated = gated + together * hidden_dim;
  float *dg = dgated + together * hidden_dim, *du = dg + together * hidden_dim, *gain = du + together * hidden_dim;
  pack_panels((matrix){attention_output, dim, 1}, dim, heard_width, output_panels);
  pack_panels((matrix){gate, hidden_dim, 1}, hidden_dim, dim, gate_panels);
  pack_panels((matrix){up, hidden_dim, 1}, hidden_dim, dim, up_panels);
  pack_panels((matrix){down, dim, 1}, dim, hidden_dim, down_panels);
  __builtin_memset(dnorm, 0, 4ul * (unsigned long)dim);
  __builtin_memset(dattention_output, 0, 4ul * (unsigned long)(heard_width * dim));
  __builtin_memset(dgate, 0, 4ul * (unsigned long)(dim * hidden_dim));
  __builtin_memset(dup, 0, 4ul * (unsigned long)(dim * hidden_dim));
  __builtin_memset(ddown, 0, 4ul * (unsigned long)(hidden_dim * dim));
  for (int first = 0; first < rows; first += ROWS_TOGETHER) {
    const int count = smaller(ROWS_TOGETHER, rows - first);
    const float *a = attended + first * dim, *dy = dout + first * dim;
    const float *g = gates + first * hidden_dim, *u = ups + first * hidden_dim;
    float *da = dhidden + first * dim;
    const matrix dys = {dy, dim, 0}, dgs = {dg, hidden_dim, 0}, dus = {du, hidden_dim, 0}, das = {da, dim, 0};

    swi_glu(g, u, gated, count * hidden_dim);
    multiply((matrix){gated, hidden_dim, 1}, dys, ddown, dim, hidden_dim, dim, count, 1, 1, scratch);
    multiply_panels(dys, down_panels, dim, dgated, hidden_dim, count, hidden_dim, dim, 1, 0, scratch);
    swi_glu_gradient(g, u, dgated, dg, du, count * hidden_dim);

    normalise(a, norm, inverse + first, normed, count, dim);
    const matrix turned = {normed, dim, 1};
    multiply(turned, dgs, dgate, hidden_dim, dim, hidden_dim, count, 1, 1, scratch);
    multiply(turned, dus, dup, hidden_dim, dim, hidden_dim, count, 1, 1, scratch);
    multiply_panels(dgs, gate_panels, hidden_dim, dnormed, dim, count, dim, hidden_dim, 1, 0, scratch);
    multiply_panels(dus, up_panels, hidden_dim, dnormed, dim, count, dim, hidden_dim, 1, 1, scratch);
    rms_norm_gradient(a, norm, inverse + first, dnormed, da, gain, count, dim);
    add_to(dnorm, gain, dim);
    add_to(da, dy, count * dim);

    multiply((matrix){heard + first * heard_width, heard_width, 1}, das, dattention_output, dim, heard_width,
             dim, count, 1, 1, scratch);
    multiply_panels(das, output_panels, dim, dheard + first * heard_width, heard_width, count, heard_width, dim,
                    1, 0, scratch);
  }
}
