import { tiledProducts } from './tiled-products.ts';

const NUMBERS = ['rows', 'dim', 'queryWidth', 'keyWidth'] as const;

/** q, k and v are `[row][head · headDim]`, their projections `[dim][head · headDim]`. */
const HEADS = [
  { of: 'q', projection: 'query', columns: 'queryWidth' },
  { of: 'k', projection: 'key', columns: 'keyWidth' },
  { of: 'v', projection: 'value', columns: 'keyWidth' },
] as const;

/** q = normed · query, and the others alike. */
export const projectHeads = tiledProducts({
  tensors: {
    ...({ normed: 'read', query: 'read', key: 'read', value: 'read' } as const),
    ...({ q: 'write', k: 'write', v: 'write' } as const),
  },
  numbers: NUMBERS,
  outputs: HEADS.map(({ of, projection, columns }) => ({
    ...{ rows: 'rows', columns, put: `${of}[at] = value;` },
    values: [[{ left: { tensor: 'normed' }, right: { tensor: projection }, inner: 'dim' }]],
  })),
});

/** dnormed = dq · queryᵀ + dk · keyᵀ + dv · valueᵀ */
export const projectHeadsGradient = tiledProducts({
  tensors: {
    ...({ dq: 'read', dk: 'read', dv: 'read', query: 'read', key: 'read', value: 'read' } as const),
    ...({ dnormed: 'write' } as const),
  },
  numbers: NUMBERS,
  outputs: [
    {
      ...{ rows: 'rows', columns: 'dim', put: 'dnormed[at] = value;' },
      values: [
        HEADS.map(({ of, projection, columns }) => ({
          left: { tensor: `d${of}` },
          right: { tensor: projection, isTransposed: true },
          inner: columns,
        })),
      ],
    },
  ],
});

/** dquery = normedᵀ · dq, and the others alike. */
export const projectHeadsWeights = tiledProducts({
  tensors: {
    ...({ normed: 'read', dq: 'read', dk: 'read', dv: 'read' } as const),
    ...({ dquery: 'write', dkey: 'write', dvalue: 'write' } as const),
  },
  numbers: NUMBERS,
  outputs: HEADS.map(({ of, projection, columns }) => ({
    ...{ rows: 'dim', columns, put: `d${projection}[at] = value;` },
    values: [
      [
        {
          left: { tensor: 'normed', isTransposed: true },
          right: { tensor: `d${of}` },
          inner: 'rows',
        },
      ],
    ],
  })),
});
