export * from './backends/accounting.ts';
export { activate, type BackendName } from './backends/activate.ts';
export { knownBackends, wasmBackend, webGpuBackend } from './backends/backends.ts';
export { PAGE, type CacheRows } from './decoding/cache-rows.ts';
export * from './decoding/choose-tokens.ts';
export {
  ofLayer,
  type Layers,
  type AdaptedLayerWeights,
  type LayerWeights,
} from './decoding/layers.ts';
export * from './decoding/create-cache.ts';
export { FusedCache } from './decoding/fused-cache.ts';
export { FusedDecoder } from './decoding/fused-decoder.ts';
export type { NewestToken } from './decoding/newest-tokens.ts';
export type { ChosenToken } from './decoding/token-chooser.ts';
export { NOT_FINITE } from './fused/next-tokens.ts';
export * from './operations/attention-heads.ts';
export * from './operations/block-output.ts';
export * from './operations/causal-attention.ts';
export * from './operations/chosen-logprobs.ts';
export * from './operations/embed.ts';
export * from './operations/linear.ts';
export * from './operations/recomputed.ts';
export * from './operations/rms-norm.ts';
export * from './operations/rotary-embedding.ts';
export { rotaryFrequencies } from './operations/rotary-frequencies.ts';
export * from './operations/swi-glu.ts';
export * from './optimiser/adam-update.ts';
export * from './optimiser/global-norm.ts';
export { default } from './plugin.ts';
export { findCudaLibraries, isLoaded } from './tensorflow/cuda-libraries.ts';
export { cudaVersion, nvidiaCards } from './tensorflow/nvidia-cards.ts';
