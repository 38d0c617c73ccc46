/** WebAssembly.Memory, as far as we look at it. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** A number of a module that both sides can set. */
export interface WasmGlobal {
  value: number;
}

interface WasmModule {
  readonly kind?: 'module';
}

/** The part of WebAssembly that we use: the types of Node.js 20 leave it to those of browsers. */
export const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Memory: new (descriptor: { readonly initial: number }) => WasmMemory;
    readonly Module: (new (bytes: Uint8Array) => WasmModule) & {
      exports(module: WasmModule): readonly { readonly name: string; readonly kind: string }[];
    };
    readonly Instance: new (
      module: WasmModule,
      imports: { readonly env: { readonly memory: WasmMemory } },
    ) => { readonly exports: unknown };
    validate(bytes: Uint8Array): boolean;
  };
};
