import { openSafetensors } from '../safetensors/open-safetensors.ts';

/** All tensors of a safetensors file, by name. */
export function tensorsIn(path: string): ReadonlyMap<string, Float32Array> {
  const file = openSafetensors(path);
  return new Map([...file.shapes.keys()].map((name) => [name, file.read(name)]));
}
