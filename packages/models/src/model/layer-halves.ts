import type { Tensor } from '@tensorflow/tfjs-core';
import type { AdaptedLayerWeights, Adapter, LayerWeights } from '@waltz/compute';

type Role = keyof LayerWeights;

/** What both halves of a layer read. */
export const HEARING: readonly Role[] = [
  ...(['attentionNorm', 'query', 'key', 'value'] as const),
  ...(['queryBias', 'keyBias', 'valueBias', 'queryNorm', 'keyNorm'] as const),
];
export const PUTTING_OUT: readonly Role[] = [
  'attentionOutput',
  'feedForwardNorm',
  'gate',
  'up',
  'down',
];

/** What of half a layer is learned, and the layer with other tensors in its place. */
export interface LearnedHalf {
  readonly tensors: readonly Tensor[];
  readonly withOthers: (tensors: readonly Tensor[]) => AdaptedLayerWeights;
}

/** Adapters where there are any, all weights of the half otherwise. */
export function learnedHalf(weights: AdaptedLayerWeights, half: readonly Role[]): LearnedHalf {
  const { adapters } = weights;
  if (adapters === undefined) {
    const roles = half.filter((role) => weights[role] !== undefined);
    return {
      tensors: roles.flatMap((role) => weights[role] ?? []),
      withOthers: (tensors) => ({
        ...weights,
        ...Object.fromEntries(roles.map((role, index) => [role, tensors[index]])),
      }),
    };
  }
  const own = Object.entries(adapters).filter(([role]) =>
    (half as readonly string[]).includes(role),
  );
  return {
    tensors: own.flatMap(([, { down, up }]) => [down, up]),
    withOthers: (tensors) => ({
      ...weights,
      adapters: Object.fromEntries(
        own.map(([role, adapter], index) => [role, replaced(adapter, tensors.slice(2 * index))]),
      ),
    }),
  };
}

function replaced({ down, up, scale }: Adapter, [A, B]: readonly Tensor[]): Adapter {
  return { down: A ?? down, up: B ?? up, scale };
}
