/** The weights of a Hugging Face folder that are in one file. */
export const WHOLE = 'model.safetensors';

/** Which of several files holds which tensor. */
export const INDEX = 'model.safetensors.index.json';
