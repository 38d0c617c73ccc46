import type { FusedOperation } from './fused-operation.ts';

type Matrix = [number, number];

export const fusedEmbed: FusedOperation<'table' | 'ids', 'out', { readonly vocabulary: number }> = {
  name: 'WaltzEmbed',
  inputs: ['table', 'ids'],
  outputs: ['out'],
  saves: ['ids'],
  differentiable: ['table'],
  forward: (module, { table, ids }) => {
    const [vocabulary, dim] = table.shape as Matrix;
    const rows = ids.shape[0] as number;
    const out = module.output([rows, dim]);
    const wrong = module.run('gather_rows', [table, ids, out], [1, vocabulary, rows, dim]);
    if (wrong >= 0)
      throw new RangeError(`the id of row ${wrong} is not in a table of ${vocabulary} rows`);
    return [out];
  },
  backward: (module, { ids, dy }, { vocabulary }) => {
    const [rows, dim] = dy.shape as Matrix;
    const dtable = module.output([vocabulary, dim]);
    module.run('add_rows', [dy, ids, dtable], [vocabulary, rows, dim]);
    return [dtable];
  },
};
