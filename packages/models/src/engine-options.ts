import { didYouMean, positiveIntegerOrAuto } from '@waltz/core';
import { PROJECTIONS, type LoraSettings } from './model/architecture.ts';

/** What every transformer in this process can be told, wherever its sizes and weights come from. */
export interface EngineOptions {
  readonly lora: LoraSettings | null;
  readonly microBatchTokens: number | 'auto';
  readonly gradientCheckpointing: boolean;
  readonly sampleBatch: number | 'auto';
}

export const engineOptions = {
  lora: {
    doc: `Low-rank adapters with all else frozen, as { rank, alpha } or, on some projections alone, { rank, alpha, projections: [${PROJECTIONS.slice(0, 2).join(', ')}, …] }; null trains all weights.`,
    format: assertLora,
    default: null,
  },
  microBatchTokens: {
    doc: 'Tokens of one forward pass, padding included; less needs less memory. auto is 4096, and up to 16384 on a card whose memory they take a quarter of at most.',
    format: positiveIntegerOrAuto,
    default: 'auto' as const,
  },
  gradientCheckpointing: {
    doc: 'Whether a backward pass computes what is inside a layer again, and does not keep it: less memory, a third more time.',
    format: Boolean,
    default: false,
  },
  sampleBatch: {
    doc: 'Sequences that are continued at once. auto is 256, and up to 1024 on a card whose memory their keys and values take a quarter of at most.',
    format: positiveIntegerOrAuto,
    default: 'auto' as const,
  },
};

function assertLora(value: unknown): void {
  if (value === null) return;
  const {
    rank,
    alpha,
    projections = PROJECTIONS,
    ...rest
  } = Object(value) as Record<string, unknown>;
  const fits = Number.isInteger(rank) && Number(rank) >= 1 && Number.isFinite(alpha);
  if (!fits || Number(alpha) <= 0 || Object.keys(rest).length > 0) {
    throw new Error(
      'must be null or { rank: whole number from 1, alpha: positive number }, with projections: [names] where not all ' +
        'have adapters',
    );
  }
  assertProjections(projections);
}

function assertProjections(value: unknown): void {
  const known: readonly string[] = PROJECTIONS;
  const names: readonly unknown[] = Array.isArray(value) ? value : [];
  const allowed = `must have as projections some of ${known.join(', ')}, each once`;
  const strange = names.find((name) => typeof name !== 'string' || !known.includes(name));
  if (strange !== undefined) {
    const near = typeof strange === 'string' ? didYouMean(strange, known) : '';
    throw new Error(`${allowed}; ${JSON.stringify(strange)} is none of them.${near}`);
  }
  if (names.length === 0 || new Set(names).size < names.length) throw new Error(allowed);
}
