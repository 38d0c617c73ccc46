import type { Architecture } from '../model/architecture.ts';

type Vector = readonly number[];

/**
 * The Llama decoder in plain numbers, one position at a time, from the tensors of a Hugging Face checkpoint by name.
 * Slow on purpose: it shares no line with the code that it checks.
 * Gives `[position][vocabulary]` log-probabilities of the token that follows each position.
 */
export function referenceLogprobs(
  architecture: Architecture,
  checkpoint: ReadonlyMap<string, Float32Array>,
  ids: readonly number[],
): readonly Vector[] {
  const { dim, layers, heads, kvHeads, ropeBase, normEpsilon, vocabularySize } = architecture;
  const width = dim / heads;
  const tensor = (name: string): Float32Array => {
    const values = checkpoint.get(name);
    if (values === undefined) throw new Error(`no tensor ${name}`);
    return values;
  };
  const product = (name: string, x: Vector): Vector => {
    const matrix = tensor(name);
    return Array.from({ length: matrix.length / x.length }, (_, row) =>
      dot(x, matrix.subarray(row * x.length, (row + 1) * x.length)),
    );
  };
  const norm = (name: string, x: Vector): Vector => {
    const scale = 1 / Math.sqrt(dot(x, x) / x.length + normEpsilon);
    return x.map((value, index) => value * scale * at(tensor(name), index));
  };
  const turn = (x: Vector, position: number): Vector =>
    x.map((value, index) => {
      const inHead = index % width;
      const half = width / 2;
      const angle = position * ropeBase ** ((-2 * (inHead % half)) / width);
      const partner = inHead < half ? -at(x, index + half) : at(x, index - half);
      return value * Math.cos(angle) + partner * Math.sin(angle);
    });
  const add = (a: Vector, b: Vector): Vector => a.map((value, index) => value + at(b, index));

  let hidden: Vector[] = ids.map((id) => [
    ...tensor('model.embed_tokens.weight').subarray(id * dim, (id + 1) * dim),
  ]);
  for (let layer = 0; layer < layers; layer++) {
    const stem = `model.layers.${layer}`;
    const normed = hidden.map((x) => norm(`${stem}.input_layernorm.weight`, x));
    const q = normed.map((x, t) => turn(product(`${stem}.self_attn.q_proj.weight`, x), t));
    const k = normed.map((x, t) => turn(product(`${stem}.self_attn.k_proj.weight`, x), t));
    const v = normed.map((x) => product(`${stem}.self_attn.v_proj.weight`, x));
    hidden = hidden.map((x, t) => {
      const heard = Array.from({ length: heads }, (_, head) => {
        const shared = Math.floor((head * kvHeads) / heads);
        const ofHead = (y: Vector | undefined, index: number): Vector =>
          (y ?? []).slice(index * width, (index + 1) * width);
        const past = k.slice(0, t + 1);
        const weights = softmax(
          past.map((key) => dot(ofHead(q[t], head), ofHead(key, shared)) / Math.sqrt(width)),
        );
        return Array.from({ length: width }, (_, column) =>
          weights.reduce((sum, w, s) => sum + w * at(ofHead(v[s], shared), column), 0),
        );
      }).flat();
      const attended = add(x, product(`${stem}.self_attn.o_proj.weight`, heard));
      const inner = norm(`${stem}.post_attention_layernorm.weight`, attended);
      const up = product(`${stem}.mlp.up_proj.weight`, inner);
      const gated = product(`${stem}.mlp.gate_proj.weight`, inner).map(
        (gate, index) => (gate / (1 + Math.exp(-gate))) * at(up, index),
      );
      return add(attended, product(`${stem}.mlp.down_proj.weight`, gated));
    });
  }
  const head = architecture.tieEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
  return hidden.map((x) => {
    const logits = product(head, norm('model.norm.weight', x)).slice(0, vocabularySize);
    return softmax(logits).map(Math.log);
  });
}

function softmax(scores: Vector): Vector {
  const weights = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += at(a, index) * at(b, index);
  return sum;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? NaN;
}
