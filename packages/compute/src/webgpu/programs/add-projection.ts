import { tiledProducts } from './tiled-products.ts';

const NUMBERS = ['rows', 'inner', 'columns'] as const;

/** out = residual + x · weight */
export const addProjection = tiledProducts({
  tensors: { x: 'read', weight: 'read', residual: 'read', out: 'write' },
  numbers: NUMBERS,
  outputs: [
    {
      ...{ rows: 'rows', columns: 'columns', put: 'out[at] = residual[at] + value;' },
      values: [[{ left: { tensor: 'x' }, right: { tensor: 'weight' }, inner: 'inner' }]],
    },
  ],
});

/** dx = dy · weightᵀ, dweight = xᵀ · dy */
export const projectionGradient = tiledProducts({
  tensors: { x: 'read', weight: 'read', dy: 'read', dx: 'write', dweight: 'write' },
  numbers: NUMBERS,
  outputs: [
    {
      ...{ rows: 'rows', columns: 'inner', put: 'dx[at] = value;' },
      values: [
        [
          {
            left: { tensor: 'dy' },
            right: { tensor: 'weight', isTransposed: true },
            inner: 'columns',
          },
        ],
      ],
    },
    {
      ...{ rows: 'inner', columns: 'columns', put: 'dweight[at] = value;' },
      values: [
        [{ left: { tensor: 'x', isTransposed: true }, right: { tensor: 'dy' }, inner: 'rows' }],
      ],
    },
  ],
});
