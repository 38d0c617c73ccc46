/** Runs what may need memory of the card; a failure for want of it says what lowers the need. */
export function onCard<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || codeOf(error) !== 'OUT_OF_DEVICE_MEMORY') throw error;
    throw new Error(
      `${error.message}; less is needed with a smaller engine.microBatchTokens or engine.sampleBatch, and with engine.gradientCheckpointing=true`,
      { cause: error },
    );
  }
}

function codeOf(error: Error): unknown {
  return (error as { readonly code?: unknown }).code;
}
