/**
 * Variables that libtensorflow reads when it is loaded. What the user has set stays.
 * `TF_CPP_MIN_LOG_LEVEL` keeps its log off the terminal: what goes wrong comes as an exception anyway.
 */
const VARIABLES: Readonly<Record<string, string>> = {
  TF_CPP_MIN_LOG_LEVEL: '3',
  // Without it one process takes all memory of a card.
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  // The same run gives the same bytes.
  TF_DETERMINISTIC_OPS: '1',
  // Products of float32 in float32: cards from Ampere on would round their inputs to 10 bits.
  NVIDIA_TF32_OVERRIDE: '0',
};

/** The environment of this process with the variables that libtensorflow needs. */
export function libraryEnvironment(): NodeJS.ProcessEnv {
  return { ...VARIABLES, ...process.env };
}

/** Sets the variables for this process: to be done before libtensorflow is loaded. */
export function setLibraryEnvironment(): void {
  Object.assign(process.env, libraryEnvironment());
}
