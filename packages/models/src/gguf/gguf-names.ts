import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { EMBEDDING, HEAD, NORM } from '../model/parameter-layout.ts';

/** What GGUF calls the tensors of a layer, and what they are called here, below the layer's stem. */
const OF_LAYER: Readonly<Record<string, string>> = {
  'attn_norm.weight': 'input_layernorm.weight',
  'attn_q.weight': 'self_attn.q_proj.weight',
  'attn_k.weight': 'self_attn.k_proj.weight',
  'attn_v.weight': 'self_attn.v_proj.weight',
  'attn_q.bias': 'self_attn.q_proj.bias',
  'attn_k.bias': 'self_attn.k_proj.bias',
  'attn_v.bias': 'self_attn.v_proj.bias',
  'attn_q_norm.weight': 'self_attn.q_norm.weight',
  'attn_k_norm.weight': 'self_attn.k_norm.weight',
  'attn_output.weight': 'self_attn.o_proj.weight',
  'ffn_norm.weight': 'post_attention_layernorm.weight',
  'ffn_gate.weight': 'mlp.gate_proj.weight',
  'ffn_up.weight': 'mlp.up_proj.weight',
  'ffn_down.weight': 'mlp.down_proj.weight',
};

const OF_MODEL: Readonly<Record<string, string>> = {
  'token_embd.weight': EMBEDDING,
  'output_norm.weight': NORM,
  'output.weight': HEAD,
};

/** The tensors of a GGUF file as a Hugging Face checkpoint has them: by its names, the rows of heads in its order. */
export function huggingFaceNames(
  file: Checkpoint,
  { heads, kvHeads, interleaved }: HeadOrder,
): Checkpoint {
  const sources = new Map([...file.shapes.keys()].map((name) => [renamed(name), name]));
  const shapes = new Map(
    [...sources].map(([name, source]) => [name, file.shapes.get(source) ?? []]),
  );
  const headsOf = (name: string): number | null => {
    if (!interleaved) return null;
    if (name.endsWith('.q_proj.weight')) return heads;
    return name.endsWith('.k_proj.weight') ? kvHeads : null;
  };
  return {
    path: file.path,
    shapes,
    read: (name) => {
      const values = file.read(sources.get(name) ?? name);
      const count = headsOf(name);
      return count === null ? values : pairsApart(values, count, shapes.get(name)?.[0] ?? 0);
    },
  };
}

/** How the rows of query and key projections lie. */
interface HeadOrder {
  readonly heads: number;
  readonly kvHeads: number;
  /** Whether the two rows of a rotary pair lie side by side, and not half a head apart. */
  readonly interleaved: boolean;
}

function renamed(name: string): string {
  const [, layer, rest = ''] = /^blk\.(\d+)\.(.+)$/.exec(name) ?? [];
  const inLayer = OF_LAYER[rest];
  return inLayer === undefined ? (OF_MODEL[name] ?? name) : `model.layers.${layer}.${inLayer}`;
}

/** `[row][in]` with the first rows of all pairs of a head before the second ones. */
function pairsApart(values: Float32Array, heads: number, rows: number): Float32Array {
  const apart = new Float32Array(values.length);
  const [width, columns] = [rows / heads, values.length / rows];
  for (let row = 0; row < rows; row++) {
    const [head, within] = [Math.floor(row / width), row % width];
    const to = head * width + (within % 2) * (width / 2) + Math.floor(within / 2);
    apart.set(values.subarray(row * columns, (row + 1) * columns), to * columns);
  }
  return apart;
}
