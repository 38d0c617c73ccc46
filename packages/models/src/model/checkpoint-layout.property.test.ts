import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TINY } from '../testing/tiny-engine.ts';
import { checkpointShape, fromCheckpoint, toCheckpoint } from './checkpoint-layout.ts';
import { adapterLayouts, weightLayouts } from './parameter-layout.ts';

const WEIGHTS = weightLayouts({ ...TINY, tieEmbeddings: false });
const LAYOUTS = [...WEIGHTS, ...adapterLayouts(TINY, { rank: 3, alpha: 6 }, WEIGHTS)];

describe('the layout of a checkpoint', () => {
  it('is that of Hugging Face Llama', () => {
    const shapes = Object.fromEntries(
      LAYOUTS.map((layout) => [layout.name, checkpointShape(layout)]),
    );
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
    // 9 tensors a layer, 3 besides, and two adapters for each of the 7 projections of a layer.
    expect(Object.keys(shapes)).toHaveLength(2 * 9 + 3 + 2 * 7 * 2);
  });

  it('is undone by reading', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LAYOUTS), fc.integer(), (layout, seed) => {
        const size = layout.shape.reduce((product, axis) => product * axis, 1);
        const values = Float32Array.from({ length: size }, (_, index) => Math.sin(seed + index));
        expect(fromCheckpoint(layout, toCheckpoint(layout, values))).toEqual(values);
      }),
    );
  });

  it('has a projection by rows of its output', () => {
    const key = WEIGHTS.find(({ name }) => name.endsWith('k_proj.weight'));
    if (key === undefined) throw new Error('no such layout');
    const values = Float32Array.from({ length: 16 * 8 }, (_, index) => index);
    expect(toCheckpoint(key, values)[3 * 16 + 5]).toBe(5 * 8 + 3);
  });
});
