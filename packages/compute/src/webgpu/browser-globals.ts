/**
 * Puts WebGPU where browsers have it, for TensorFlow.js looks there: the classes among the globals, `gpu` in
 * `navigator`. What is there already stays. Where Node.js has no navigator yet (before 21), one with its user agent of
 * today is made, for some libraries read that as soon as they see a navigator.
 */
export function provideBrowserGlobals(
  gpu: GPU,
  classes: Readonly<Record<string, unknown>>,
  global: object = globalThis,
): void {
  for (const [name, value] of Object.entries(classes)) provide(global, name, value);
  const major = process.versions.node.split('.')[0] ?? '';
  provide(global, 'navigator', { userAgent: `Node.js/${major}` });
  provide(Reflect.get(global, 'navigator') as object, 'gpu', gpu);
}

/** Hidden from those who list what there is, as the globals of Node.js itself are. */
function provide(owner: object, name: string, value: unknown): void {
  if (name in owner) return;
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
}
