#pragma once
#include <vector>

#include "../kernels/adam.cuh"
#include "../kernels/copy-box.cuh"
#include "../kernels/square-sums.cuh"

/*
 * The functions of the C files in ../../kernels, on the card: the same names, the same parameters, the same results; of
 * some, all parts at once. `scratch` and
 * `workspace` are for processors, and not touched: the card has memory of its own for that. Indices were looked at
 * before they came here: a card cannot say at once that one is wrong.
 */
namespace calls {

void adam(const std::vector<AdamPart> &parts, float gradient_scale, float beta1, float beta2, float epsilon, float rate,
          float correction);
void square_sums(const std::vector<SquareSumsPart> &parts);

void arithmetic(const float *a, const float *b, float *out, int pairing, int size, int a_step, int a_size, int b_step,
                int b_size);

void clear(float *out, int size);
void tanh_of(const float *x, float *out, int size);

void copy_box(const float *from, float *to, Box box);
void swap_axes(const float *x, float *out, int outer, int rows, int columns, int width);
void pack_matrix(const float *from, float *packed, int depth, int columns, int transposed);

int gather_rows(const float *table, const int32_t *ids, float *out, int outer, int table_rows, int count, int width);
void add_rows(const float *rows, const int32_t *ids, float *out, int out_rows, int count, int width);
void sum_axis(const float *x, float *out, int outer, int middle, int inner);

void matmul(const float *a, const float *b, float *c, int count, int a_step, int b_step, int m, int n, int k,
            int transpose_a, int transpose_b, float *scratch);

void rms_norm(const float *x, const float *gain, float *out, float *inverse, int rows, int dim, float epsilon);
void rms_norm_gradient(const float *x, const float *gain, const float *inverse, const float *dy, float *dx,
                       float *dgain, int rows, int dim);
/** The part of the gradient of a norm that its gain gets: dgain = Σ dy · x · inverse. */
void gain_gradient(const float *x, const float *inverse, const float *dy, float *dgain, int rows, int dim);

void rotary_embedding(const float *x, float *out, const float *cosines, const float *sines, const int32_t *positions,
                      int period, int rows, int heads, int half, float direction);

void swi_glu(const float *gate, const float *up, float *out, int size);
void swi_glu_gradient(const float *gate, const float *up, const float *dy, float *dgate, float *dup, int size);

int chosen_logprobs(const float *logits, const int32_t *targets, float *out, float *normaliser, int rows,
                    int vocabulary);
void chosen_logprobs_gradient(const float *logits, const int32_t *targets, const float *normaliser, const float *dy,
                              float *dlogits, int rows, int vocabulary);
int next_tokens(const float *logits, const int32_t *draws, const float *temperatures, float *chosen, float *weights,
                int rows, int vocabulary);

void causal_attention(const float *q, const float *k, const float *v, float *out, float *normaliser, int batch,
                      int length, int heads, int kv_heads, int head_dim, float *scratch);
void causal_attention_gradient(const float *q, const float *k, const float *v, const float *out,
                               const float *normaliser, const float *dout, float *dq, float *dk, float *dv, int batch,
                               int length, int heads, int kv_heads, int head_dim, float *scratch);

void attention_heads(const float *hidden, const float *norm, const float *query, const float *key, const float *value,
                     float *out, float *q, float *k, float *v, float *inverse, float *normaliser, float *workspace,
                     int batch, int length, int dim, int heads, int kv_heads, int head_dim, float epsilon,
                     const float *cosines, const float *sines, const int32_t *positions, float *scratch);
void attention_heads_gradient(const float *hidden, const float *norm, const float *query, const float *key,
                              const float *value, const float *out, const float *q, const float *k, const float *v,
                              const float *inverse, const float *normaliser, const float *dout, float *dhidden,
                              float *dnorm, float *dquery, float *dkey, float *dvalue, float *workspace, int batch,
                              int length, int dim, int heads, int kv_heads, int head_dim, const float *cosines,
                              const float *sines, const int32_t *positions, float *scratch);

void block_output(const float *hidden, const float *heard, const float *attention_output, const float *norm,
                  const float *gate, const float *up, const float *down, float *out, float *attended, float *inverse,
                  float *gates, float *ups, float *workspace, int rows, int dim, int heard_width, int hidden_dim,
                  int packed, float epsilon, float *scratch);
void block_output_gradient(const float *heard, const float *attention_output, const float *norm, const float *gate,
                           const float *up, const float *down, const float *attended, const float *inverse,
                           const float *gates, const float *ups, const float *dout, float *dhidden, float *dheard,
                           float *dattention_output, float *dnorm, float *dgate, float *dup, float *ddown,
                           float *workspace, int rows, int dim, int heard_width, int hidden_dim, float *scratch);

void cached_heads(const float *hidden, const float *norm, const float *query, const float *key, const float *value,
                  float *keys, float *values, const int32_t *positions, const int32_t *sequences,
                  const int32_t *tables, float *out, float *workspace, int rows, int dim, int heads, int kv_heads,
                  int head_dim, int table_width, float epsilon, const float *cosines, const float *sines,
                  float *scratch);

/** The weights of a layer, and its part of the key-value cache. */
struct DecoderLayer {
  enum { ARRAYS = 11 };
  float *attention_norm, *query, *key, *value, *keys, *values;
  float *attention_output, *norm, *gate, *up, *down;
};

void decode(const float *embedding, const float *norm, const float *head, float *chosen, float *workspace,
            const std::vector<DecoderLayer> &layers, int32_t *newest, int rows, int passes, int depth, int dim,
            int heads, int kv_heads, int head_dim, int hidden_dim, int vocabulary, int table_width,
            float epsilon, const float *cosines, const float *sines, float *scratch);

}  // namespace calls
