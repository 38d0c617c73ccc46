import { LOGISTIC } from './swi-glu.ts';
import { tiledProducts } from './tiled-products.ts';

const NUMBERS = ['rows', 'dim', 'hiddenDim'] as const;

/** gates = inner · gate, ups = inner · up, gated = gates · σ(gates) · ups, all of them `[row][hiddenDim]`. */
export const gateUp = tiledProducts({
  tensors: {
    ...({ inner: 'read', gate: 'read', up: 'read' } as const),
    ...({ gates: 'write', ups: 'write', gated: 'write' } as const),
  },
  numbers: NUMBERS,
  functions: LOGISTIC,
  outputs: [
    {
      ...{ rows: 'rows', columns: 'hiddenDim' },
      values: ['gate', 'up'].map((tensor) => [
        { left: { tensor: 'inner' }, right: { tensor }, inner: 'dim' } as const,
      ]),
      put: `
        gates[at] = value;
        ups[at] = other;
        gated[at] = value * logistic(value) * other;`,
    },
  ],
});

/** Through down and the gate: with d = dy · downᵀ, dgates and dups are those of SwiGLU; and gated once more. */
export const gateUpGradient = tiledProducts({
  tensors: {
    ...({ dy: 'read', down: 'read', gates: 'read', ups: 'read' } as const),
    ...({ dgates: 'write', dups: 'write', gated: 'write' } as const),
  },
  numbers: NUMBERS,
  functions: LOGISTIC,
  outputs: [
    {
      ...{ rows: 'rows', columns: 'hiddenDim' },
      values: [
        [{ left: { tensor: 'dy' }, right: { tensor: 'down', isTransposed: true }, inner: 'dim' }],
      ],
      put: `
        let z = gates[at];
        let s = logistic(z);
        dgates[at] = value * s * ups[at] * (1 + z * (1 - s));
        dups[at] = value * s * z;
        gated[at] = z * s * ups[at];`,
    },
  ],
});

/** dinner = dgates · gateᵀ + dups · upᵀ */
export const feedForwardGradient = tiledProducts({
  tensors: {
    ...({ dgates: 'read', dups: 'read', gate: 'read', up: 'read' } as const),
    ...({ dinner: 'write' } as const),
  },
  numbers: NUMBERS,
  outputs: [
    {
      ...{ rows: 'rows', columns: 'dim', put: 'dinner[at] = value;' },
      values: [
        ['gate', 'up'].map(
          (tensor) =>
            ({
              left: { tensor: `d${tensor}s` },
              right: { tensor, isTransposed: true },
              inner: 'hiddenDim',
            }) as const,
        ),
      ],
    },
  ],
});

/** dgate = innerᵀ · dgates, dup = innerᵀ · dups, ddown = gatedᵀ · dy */
export const feedForwardWeights = tiledProducts({
  tensors: {
    ...({ inner: 'read', gated: 'read', dgates: 'read', dups: 'read', dy: 'read' } as const),
    ...({ dgate: 'write', dup: 'write', ddown: 'write' } as const),
  },
  numbers: NUMBERS,
  outputs: [
    { of: 'dgate', rows: 'dim', columns: 'hiddenDim', left: 'inner', right: 'dgates' } as const,
    { of: 'dup', rows: 'dim', columns: 'hiddenDim', left: 'inner', right: 'dups' } as const,
    { of: 'ddown', rows: 'hiddenDim', columns: 'dim', left: 'gated', right: 'dy' } as const,
  ].map(({ of, rows, columns, left, right }) => ({
    ...{ rows, columns, put: `${of}[at] = value;` },
    values: [
      [{ left: { tensor: left, isTransposed: true }, right: { tensor: right }, inner: 'rows' }],
    ],
  })),
});
