import type { WasmGlobal } from './web-assembly.ts';

/** The functions of kernels/*.c that take addresses of tensors, then numbers. */
export type KernelFunction =
  | 'adam'
  | 'add_rows'
  | 'cache_write'
  | 'cached_attention'
  | 'causal_attention'
  | 'causal_attention_gradient'
  | 'chosen_logprobs'
  | 'chosen_logprobs_gradient'
  | 'gather_rows'
  | 'matmul'
  | 'rms_norm'
  | 'rms_norm_gradient'
  | 'rotary_embedding'
  | 'sum_axis'
  | 'swap_axes'
  | 'swi_glu'
  | 'swi_glu_gradient'
  | 'tanh_of';

type NumericFunction = (...numbers: readonly number[]) => number;

/** What kernels.wasm exports. */
export type KernelExports = Readonly<Record<KernelFunction | 'scratch_bytes', NumericFunction>> & {
  readonly __stack_pointer: WasmGlobal;
};
