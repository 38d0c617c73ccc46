import { COMPILED, describeOn } from '@waltz/compute/testing';
import { expect, it } from 'vitest';
import { variableNamed } from '../engine/parameters.ts';
import { tinyEngine } from '../testing/tiny-engine.ts';
import { SharedWeights } from './shared-weights.ts';

const lora = { rank: 2, alpha: 4 };
/** A matrix that is frozen. */
const QUERY = 'model.layers.0.self_attn.q_proj.weight';

describeOn(
  COMPILED.filter(({ usesOneCore }) => usesOneCore),
  'weights that threads share',
  (backend) => {
    it('hold what is frozen once for all engines of a base', async () => {
      await backend.activate();
      const engines = [tinyEngine({ lora }, 1), tinyEngine({ lora }, 1)];
      const [first, second] = engines.map(({ parameters }) => new SharedWeights(parameters));
      expect(first?.trainable).not.toBe(second?.trainable);
      // Embeddings, nine tensors in each of two layers, and the last norm.
      expect(first?.frozen()).toHaveLength(20);
      first?.frozen().forEach(({ memory }, index) => {
        expect(memory).toBe(second?.frozen()[index]?.memory);
      });
      const another = tinyEngine({ lora }, 2);
      const query = (weights: SharedWeights | undefined) =>
        weights?.frozen().find(({ name }) => name === QUERY);
      expect(query(new SharedWeights(another.parameters))?.digest).not.toBe(query(first)?.digest);
      const { variables } = engines[0]?.parameters ?? another.parameters;
      const values = await variableNamed(variables, QUERY).data<'float32'>();
      expect(new Float32Array(query(first)?.memory ?? new ArrayBuffer())).toEqual(values);
      // Where kernels compute in the memory of JavaScript, threads read that memory and no copy of it.
      expect(values.buffer === query(first)?.memory).toBe(backend.name === 'native');
      for (const engine of [...engines, another]) engine.dispose();
    });
  },
);
