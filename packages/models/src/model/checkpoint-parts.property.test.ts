import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TINY } from '../testing/tiny-engine.ts';
import { joinParts, splitIntoParts } from './checkpoint-parts.ts';
import { adapterLayouts, weightLayouts } from './parameter-layout.ts';

const LAYOUTS = [
  ...weightLayouts({ ...TINY, tieEmbeddings: false }),
  ...adapterLayouts(TINY, { rank: 3, alpha: 6 }),
];

describe('checkpoint parts', () => {
  it('are those of a Hugging Face Llama checkpoint', () => {
    const parts = LAYOUTS.flatMap((layout) => {
      const size = layout.shape.reduce((product, axis) => product * axis, 1);
      return splitIntoParts(layout, new Float32Array(size));
    });
    const shapes = Object.fromEntries(parts.map(({ name, shape }) => [name, shape]));
    expect(shapes).toMatchObject({
      'model.embed_tokens.weight': [13, 16],
      'model.layers.0.input_layernorm.weight': [16],
      'model.layers.0.self_attn.q_proj.weight': [16, 16],
      'model.layers.0.self_attn.k_proj.weight': [8, 16],
      'model.layers.0.self_attn.v_proj.weight': [8, 16],
      'model.layers.0.self_attn.o_proj.weight': [16, 16],
      'model.layers.0.post_attention_layernorm.weight': [16],
      'model.layers.0.mlp.gate_proj.weight': [20, 16],
      'model.layers.0.mlp.up_proj.weight': [20, 16],
      'model.layers.1.mlp.down_proj.weight': [16, 20],
      'model.norm.weight': [16],
      'lm_head.weight': [13, 16],
      'model.layers.1.self_attn.k_proj.lora_A.weight': [3, 16],
      'model.layers.1.self_attn.k_proj.lora_B.weight': [8, 3],
    });
    expect(parts).toHaveLength(Object.keys(shapes).length);
  });

  it('come together again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LAYOUTS), fc.integer(), (layout, seed) => {
        const size = layout.shape.reduce((product, axis) => product * axis, 1);
        const values = Float32Array.from({ length: size }, (_, index) => Math.sin(seed + index));
        const parts = new Map(
          splitIntoParts(layout, values).map((part) => [part.name, part.values]),
        );
        expect(joinParts(layout, (name) => parts.get(name) ?? new Float32Array())).toEqual(values);
      }),
    );
  });

  it('hold output rows: element [out][in] of a part is element [in][first + out] of the parameter', () => {
    const layout = LAYOUTS.find(({ name }) => name === 'layers.0.queryKeyValue');
    if (layout === undefined) throw new Error('no such layout');
    // 16 queries, 8 keys, 8 values side by side make rows of 32.
    const parts = splitIntoParts(
      layout,
      Float32Array.from({ length: 16 * 32 }, (_, index) => index),
    );
    expect(parts[1]?.values[3 * 16 + 5]).toBe(5 * 32 + 16 + 3);
  });
});
