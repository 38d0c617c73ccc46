export { writeTinyLlama } from './tiny-llama.ts';
