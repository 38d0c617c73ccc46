/* Whole passes of a decoder: what the passes choose stays on the card, and nobody waits for it in between. */
#include "calls.h"
#include "launch.h"
#include "memory.h"
#include "products.h"

namespace calls {

using memory::Room;

void decode(const float *embedding, const float *norm, const float *head, float *chosen, float *,
            const std::vector<DecoderLayer> &layers, int32_t *newest, int rows, int passes, int, int dim, int heads,
            int kv_heads, int head_dim, int hidden_dim, int vocabulary, int table_width, float epsilon,
            const float *cosines, const float *sines, float *) {
  int32_t *ids = newest, *positions = ids + rows, *sequences = positions + rows;
  const float *temperatures = (const float *)(sequences + rows);
  const int32_t *tables = sequences + 2 * rows, *draws = tables + rows * table_width;
  const int q_width = heads * head_dim;
  const int64_t size = (int64_t)rows * dim, wide = (int64_t)rows * hidden_dim;
  const Room<float> hidden(size), attended(size), heard((int64_t)rows * q_width), inverse(rows), gates(wide), ups(wide);
  const Room<float> logits((int64_t)rows * vocabulary);
  for (int pass = 0; pass < passes; pass++, draws += rows, chosen += 2 * rows) {
    gather_rows(embedding, ids, hidden, 1, vocabulary, rows, dim);
    for (const DecoderLayer &of : layers) {
      cached_heads(hidden, of.attention_norm, of.query, of.key, of.value, of.keys, of.values, positions, sequences,
                   tables, heard, nullptr, rows, dim, heads, kv_heads, head_dim, table_width, epsilon, cosines, sines,
                   nullptr);
      block_output(hidden, heard, of.attention_output, of.norm, of.gate, of.up, of.down, hidden, attended, inverse,
                   gates, ups, nullptr, rows, dim, q_width, hidden_dim, 1, epsilon, nullptr);
    }
    rms_norm(hidden, norm, attended, inverse, rows, dim, epsilon);
    products::multiply({attended, head, logits, rows, vocabulary, dim});
    LAUNCH(next_tokens_kernel)
    ({(unsigned)rows}, threads_for(vocabulary), 0, logits, draws, temperatures, chosen, vocabulary, ids, positions);
  }
}

}  // namespace calls
