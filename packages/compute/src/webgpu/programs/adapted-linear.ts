import { tiledProducts } from './tiled-products.ts';

const NUMBERS = ['rows', 'width', 'columns', 'rank'] as const;

/** lowRank = scale · x · down */
export const lowRank = tiledProducts({
  tensors: { x: 'read', down: 'read', lowRank: 'write' },
  numbers: NUMBERS,
  others: ['scale'],
  outputs: [
    {
      ...{ rows: 'rows', columns: 'rank', put: 'lowRank[at] = numbers.scale * value;' },
      values: [[{ left: { tensor: 'x' }, right: { tensor: 'down' }, inner: 'width' }]],
    },
  ],
});

/** out = x · weight + lowRank · up */
export const adaptedLinear = tiledProducts({
  tensors: { x: 'read', weight: 'read', lowRank: 'read', up: 'read', out: 'write' },
  numbers: NUMBERS,
  outputs: [
    {
      ...{ rows: 'rows', columns: 'columns', put: 'out[at] = value;' },
      values: [
        [
          { left: { tensor: 'x' }, right: { tensor: 'weight' }, inner: 'width' },
          { left: { tensor: 'lowRank' }, right: { tensor: 'up' }, inner: 'rank' },
        ],
      ],
    },
  ],
});

/** back = scale · dy · upᵀ */
export const lowRankGradient = tiledProducts({
  tensors: { dy: 'read', up: 'read', back: 'write' },
  numbers: NUMBERS,
  others: ['scale'],
  outputs: [
    {
      ...{ rows: 'rows', columns: 'rank', put: 'back[at] = numbers.scale * value;' },
      values: [
        [{ left: { tensor: 'dy' }, right: { tensor: 'up', isTransposed: true }, inner: 'columns' }],
      ],
    },
  ],
});

/** dx = dy · weightᵀ + back · downᵀ */
export const adaptedLinearGradient = tiledProducts({
  tensors: { dy: 'read', weight: 'read', back: 'read', down: 'read', dx: 'write' },
  numbers: NUMBERS,
  outputs: [
    {
      ...{ rows: 'rows', columns: 'width', put: 'dx[at] = value;' },
      values: [
        [
          {
            left: { tensor: 'dy' },
            right: { tensor: 'weight', isTransposed: true },
            inner: 'columns',
          },
          {
            left: { tensor: 'back' },
            right: { tensor: 'down', isTransposed: true },
            inner: 'rank',
          },
        ],
      ],
    },
  ],
});

/** ddown = xᵀ · back, dup = narrowᵀ · dy */
export const adapterGradient = tiledProducts({
  tensors: {
    ...({ x: 'read', back: 'read', lowRank: 'read', dy: 'read' } as const),
    ...({ ddown: 'write', dup: 'write' } as const),
  },
  numbers: NUMBERS,
  outputs: [
    { of: 'ddown', rows: 'width', columns: 'rank', left: 'x', right: 'back' } as const,
    { of: 'dup', rows: 'rank', columns: 'columns', left: 'lowRank', right: 'dy' } as const,
  ].map(({ of, rows, columns, left, right }) => ({
    ...{ rows, columns, put: `${of}[at] = value;` },
    values: [
      [{ left: { tensor: left, isTransposed: true }, right: { tensor: right }, inner: 'rows' }],
    ],
  })),
});
