/** What browsers, debuggers, type checkers and people read. */
const FOR_OTHERS = /\.(map|md|markdown|d\.ts|d\.mts|d\.cts|flow|tsbuildinfo)$|\.min\.js$/;

/** Of these, Node.js reads one bundle, which `main` names, and WebAssembly beside it; the rest is for browsers, or the modules of both. */
const TENSORFLOW = /^node_modules\/@tensorflow\/tfjs-[a-z-]+\//;
const TENSORFLOW_READ = /\/package\.json$|\/dist\/tf-[a-z-]+\.node\.js$|\/dist\/[a-z-]+\.wasm$/;

/** Ranks of eight tokenizers, of which Waltz reads one. */
const RANKS = /^node_modules\/js-tiktoken\/dist\/(index\.|ranks\/)/;
const RANKS_READ = /\/ranks\/gpt2\./;

/** A copy of the program that lies in the package of the platform, where it is found as well. */
const COPIED = /^node_modules\/esbuild\/bin\//;

/** Whether Node.js reads this file, named from the repository, when Waltz runs or is tested. */
export function isRead(file: string): boolean {
  if (FOR_OTHERS.test(file) || COPIED.test(file)) return false;
  if (TENSORFLOW.test(file)) return TENSORFLOW_READ.test(file);
  return !RANKS.test(file) || RANKS_READ.test(file);
}
