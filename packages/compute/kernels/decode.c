#include "matmul.h"
#include "shared-kernels.h"

/** The weights of a layer, matrices packed, and its part of the key-value cache. */
typedef struct {
  float *attention_norm, *query, *key, *value, *keys, *values;
  float *attention_output, *norm, *gate, *up, *down;
} decoder_layer;

/** `next_tokens`, with no numbers for a row whose logits are not finite. */
static void choose(const float *logits, const int32_t *draws, const float *temperatures, float *chosen, float *weights,
                   int rows, int vocabulary) {
  int first = 0;
  for (int wrong; first < rows; first += wrong + 1) {
    wrong = next_tokens(logits + first * vocabulary, draws + first, temperatures + first, chosen + 2 * first, weights,
                        rows - first, vocabulary);
    if (wrong < 0) return;
    chosen[2 * (first + wrong)] = chosen[2 * (first + wrong) + 1] = __builtin_nanf("");
  }
}

/**
 * Whole passes of a decoder over sequences each of which has one token that is not read yet: reads it, and chooses the
 * one that follows, which the next pass reads. `layers` is `[depth]` of `decoder_layer`. `newest` is, one after another,
 * `[row]` ids, positions, sequences, temperatures (float32), `[row][table_width]` tables and `[pass][row]` draws; ids
 * and positions move on. `chosen` is `[pass][row][2]`: token and log-probability, as `next_tokens` has them, and no
 * numbers for a row whose logits are not finite, which stays where it is. `head` is `[dim][vocabulary]`, packed.
 * The workspace holds rows · (3 · dim + q_width + 2 · kv_width + 3 · hidden_dim + vocabulary + 2) numbers, and
 * vocabulary + PAGE · table_width, where q_width and kv_width are those of the queries and of the keys.
 */
EXPORTED(decode)
void decode(const float *embedding, const float *norm, const float *head, float *chosen, float *workspace,
            float *const *layers, int32_t *newest, int rows, int passes, int depth, int dim, int heads, int kv_heads,
            int head_dim, int hidden_dim, int vocabulary, int table_width, float epsilon,
            const float *cosines, const float *sines, float *scratch) {
  const decoder_layer *layer_at = (const decoder_layer *)layers;
  int32_t *ids = newest, *positions = ids + rows, *sequences = positions + rows;
  const float *temperatures = (const float *)(sequences + rows);
  const int32_t *tables = sequences + 2 * rows, *draws = tables + rows * table_width;
  const int q_width = heads * head_dim;
  float *hidden = workspace, *attended = hidden + rows * dim, *heard = attended + rows * dim;
  float *inverse = heard + rows * q_width, *gates = inverse + rows, *ups = gates + rows * hidden_dim;
  float *logits = ups + rows * hidden_dim, *weights = logits + rows * vocabulary, *room = weights + vocabulary;
  for (int pass = 0; pass < passes; pass++, draws += rows, chosen += 2 * rows) {
    gather_rows(embedding, ids, hidden, 1, vocabulary, rows, dim);
    for (int at = 0; at < depth; at++) {
      const decoder_layer *of = layer_at + at;
      cached_heads(hidden, of->attention_norm, of->query, of->key, of->value, of->keys, of->values, positions,
                   sequences, tables, heard, room, rows, dim, heads, kv_heads, head_dim, table_width, epsilon,
                   cosines, sines, scratch);
      block_output(hidden, heard, of->attention_output, of->norm, of->gate, of->up, of->down, hidden, attended,
                   inverse, gates, ups, room, rows, dim, q_width, hidden_dim, 1, epsilon, scratch);
    }
    rms_norm(hidden, norm, attended, inverse, rows, dim, epsilon);
    multiply_panels((matrix){attended, dim, 0}, head, dim, logits, vocabulary, rows, vocabulary, dim, 1, 0, scratch);
    choose(logits, draws, temperatures, chosen, weights, rows, vocabulary);
    for (int row = 0; row < rows; row++) {
      if (chosen[2 * row] != chosen[2 * row]) continue;
      ids[row] = (int32_t)chosen[2 * row];
      positions[row]++;
    }
  }
}
